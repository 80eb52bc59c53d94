-- Every key, constraint and index of ours begins with merchant_id (design.md, Scale): the same
-- schema shards by merchant. Hot tables carry no foreign keys: their check locks the merchant's row.

CREATE TABLE merchants (
  merchant_id uuid NOT NULL,
  name        text NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (merchant_id)
);

-- Only a SHA-256 of the secret is stored. The prefix is public and finds the row.
CREATE TABLE api_keys (
  merchant_id  uuid NOT NULL REFERENCES merchants (merchant_id),
  api_key_id   uuid NOT NULL,
  name         text NOT NULL,
  prefix       text NOT NULL,
  secret_hash  bytea NOT NULL,
  scopes       text[] NOT NULL,
  created_at   timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  expires_at   timestamptz(3),
  revoked_at   timestamptz(3),
  last_used_at timestamptz(3),
  PRIMARY KEY (merchant_id, api_key_id)
);
CREATE INDEX api_keys_prefix ON api_keys (prefix);

-- A change is a new version; version 0 is the built-in default and has no row.
CREATE TABLE policies (
  merchant_id        uuid NOT NULL REFERENCES merchants (merchant_id),
  operation          text NOT NULL,
  version            integer NOT NULL,
  preset             text,
  retention          text NOT NULL,
  evidence_retention text NOT NULL,
  ignored_members    text[] NOT NULL,
  key_headers        text[] NOT NULL,
  reason             text NOT NULL,
  created_at         timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  created_by         text NOT NULL,
  PRIMARY KEY (merchant_id, operation, version)
);

-- What "once" rests on: this primary key. Never partitioned by time.
CREATE TABLE idempotency_keys (
  merchant_id           uuid NOT NULL,
  idempotency_key       text COLLATE "C" NOT NULL,
  generation            integer NOT NULL,
  operation             text NOT NULL,
  policy_version        integer NOT NULL,
  fingerprint           bytea NOT NULL,
  executor_id           uuid NOT NULL,
  response_status       smallint NOT NULL,
  response_content_type text NOT NULL,
  response_location     text,
  response_body         text NOT NULL,
  created_at            timestamptz NOT NULL,
  expires_at            timestamptz NOT NULL,
  evidence_retention    interval NOT NULL,
  PRIMARY KEY (merchant_id, idempotency_key)
);
-- Partial, as are the other secondary indexes: on a table without statistics the planner may take one
-- for the primary key's look-ups and read all of a merchant's rows. Their predicates forbid it.
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (merchant_id, expires_at)
  WHERE expires_at < 'infinity';

-- What is left of a key that expired long ago: enough to see that it comes back.
CREATE TABLE key_tombstones (
  merchant_id uuid NOT NULL,
  key_hash    bytea NOT NULL,
  generation  integer NOT NULL,
  expired_at  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, key_hash)
);
CREATE INDEX key_tombstones_expiry ON key_tombstones (merchant_id, expired_at)
  WHERE expired_at < 'infinity';

-- Request, response and conflicting bodies: erasable, apart from what is sealed.
CREATE TABLE evidence (
  merchant_id uuid NOT NULL,
  event_id    uuid NOT NULL,
  part        text NOT NULL CHECK (part IN ('request', 'response')),
  body        text NOT NULL,
  kept_until  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, event_id, part)
);
CREATE INDEX evidence_expiry ON evidence (merchant_id, kept_until) WHERE kept_until < 'infinity';

-- One row for each attempt, written with its effect; the tail moves it into the log.
CREATE TABLE outbox (
  merchant_id uuid NOT NULL,
  event_id    uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  outcome     text NOT NULL,
  generation  integer,
  record      json NOT NULL,
  PRIMARY KEY (merchant_id, event_id)
);

CREATE TABLE payments (
  merchant_id        uuid NOT NULL,
  payment_id         uuid NOT NULL,
  request_id         uuid NOT NULL,
  amount             bigint NOT NULL CHECK (amount BETWEEN 1 AND 999999999999),
  currency           text NOT NULL,
  customer_reference text NOT NULL,
  order_reference    text,
  provider_reference text,
  description        text,
  payment_method     json,
  metadata           json,
  client_timestamp   text,
  fingerprint        bytea NOT NULL,
  client_id          uuid NOT NULL,
  ip                 text NOT NULL,
  user_agent         text,
  created_at         timestamptz(3) NOT NULL,
  PRIMARY KEY (merchant_id, payment_id)
);
CREATE INDEX payments_customer ON payments (merchant_id, customer_reference, payment_id)
  WHERE customer_reference IS NOT NULL;
CREATE INDEX payments_order ON payments (merchant_id, order_reference, payment_id)
  WHERE order_reference IS NOT NULL;
CREATE INDEX payments_provider ON payments (merchant_id, provider_reference, payment_id)
  WHERE provider_reference IS NOT NULL;
CREATE INDEX payments_request ON payments (merchant_id, request_id) WHERE request_id IS NOT NULL;

CREATE TABLE refunds (
  merchant_id uuid NOT NULL,
  refund_id   uuid NOT NULL,
  payment_id  uuid NOT NULL,
  request_id  uuid NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  currency    text NOT NULL,
  created_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (merchant_id, refund_id),
  FOREIGN KEY (merchant_id, payment_id) REFERENCES payments (merchant_id, payment_id)
);
CREATE INDEX refunds_payment ON refunds (merchant_id, payment_id) WHERE payment_id IS NOT NULL;

CREATE TABLE jobs (
  merchant_id    uuid NOT NULL,
  job_id         uuid NOT NULL,
  request_id     uuid NOT NULL,
  queue          text NOT NULL,
  payload        json NOT NULL,
  status         text NOT NULL DEFAULT 'queued'
                 CHECK (status IN ('queued', 'running', 'succeeded', 'failed')),
  run_at         timestamptz(3) NOT NULL,
  created_at     timestamptz(3) NOT NULL,
  handed_over_at timestamptz(3),
  started_at     timestamptz(3),
  finished_at    timestamptz(3),
  runs           integer NOT NULL DEFAULT 0,
  result         json,
  PRIMARY KEY (merchant_id, job_id)
);
CREATE INDEX jobs_waiting ON jobs (job_id) WHERE handed_over_at IS NULL;

-- The people who sign in, in the shape better-auth keeps them (a password is an account of
-- provider "credential").
CREATE TABLE auth_users (
  id             text PRIMARY KEY,
  name           text NOT NULL,
  email          text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image          text,
  role           text NOT NULL,
  created_at     timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  updated_at     timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE auth_accounts (
  id          text PRIMARY KEY,
  account_id  text NOT NULL,
  provider_id text NOT NULL,
  user_id     text NOT NULL REFERENCES auth_users (id) ON DELETE CASCADE,
  password    text,
  created_at  timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  updated_at  timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
