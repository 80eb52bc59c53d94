-- Read models, made from the log alone: `npm run rebuild` empties and refills them.

-- One row for each key of a merchant that the log names. The columns from `operation` to
-- `http_status` are the latest generation's; generation 0 has nothing stored under the key yet, and
-- they are its first attempt's.
CREATE TABLE key_history (
  merchant_id           uuid NOT NULL,
  -- Made of merchant and key (lib/history/keys/key-id.ts).
  key_id                uuid NOT NULL,
  idempotency_key       text COLLATE "C" NOT NULL,
  first_seq             bigint NOT NULL,
  first_at              timestamptz NOT NULL,
  last_seq              bigint NOT NULL,
  last_at               timestamptz NOT NULL,
  generation            integer NOT NULL,
  executed_seq          bigint,
  executed_at           timestamptz,
  policy_version        integer,
  -- Null where it is not known: of observed keys, whose retention is their service's own.
  expires_at            timestamptz,
  operation             text,
  fingerprint           bytea,
  resource              text,
  amount                bigint,
  currency              text,
  customer_reference    text,
  order_reference       text,
  provider_reference    text,
  last4                 text,
  metadata              json,
  http_status           smallint,
  attempts              bigint NOT NULL,
  replays               bigint NOT NULL,
  conflicts             bigint NOT NULL,
  in_progress_conflicts bigint NOT NULL,
  refusals              bigint NOT NULL,
  undelivered           bigint NOT NULL,
  -- {"kept": the first ones with their counts, "further": hashes of the rest}.
  sources               json NOT NULL,
  source_count          integer NOT NULL,
  PRIMARY KEY (merchant_id, key_id)
);
-- Partial, as everywhere: without statistics the planner may else take one for the primary key.
CREATE INDEX key_history_first ON key_history (merchant_id, first_seq) WHERE first_seq > 0;
CREATE INDEX key_history_last ON key_history (merchant_id, last_seq) WHERE last_seq > 0;
CREATE INDEX key_history_prefix ON key_history (merchant_id, idempotency_key)
  WHERE idempotency_key > '';
-- What a list by last_seq is mostly asked for; few keys have either.
CREATE INDEX key_history_conflicts ON key_history (merchant_id, last_seq) WHERE conflicts > 0;
CREATE INDEX key_history_undelivered ON key_history (merchant_id, last_seq) WHERE undelivered > 0;

-- Generations before the latest one; counts are of the key up to the generation's end.
CREATE TABLE key_generations (
  merchant_id    uuid NOT NULL,
  key_id         uuid NOT NULL,
  generation     integer NOT NULL,
  executed_seq   bigint,
  executed_at    timestamptz,
  policy_version integer,
  expires_at     timestamptz,
  operation      text,
  fingerprint    bytea,
  resource       text,
  amount         bigint,
  currency       text,
  http_status    smallint,
  attempts       bigint NOT NULL,
  replays        bigint NOT NULL,
  conflicts      bigint NOT NULL,
  PRIMARY KEY (merchant_id, key_id, generation)
);

-- Keys expire in this hour: as many generations as were to be kept until then.
CREATE TABLE expiry_hours (
  merchant_id uuid NOT NULL,
  hour        timestamptz NOT NULL,
  keys        bigint NOT NULL,
  PRIMARY KEY (merchant_id, hour)
);

-- Attempts by minute and by hour of occurred_at; all merchants together under the last of all UUIDs.
CREATE TABLE traffic (
  merchant_id uuid NOT NULL,
  grain       text NOT NULL CHECK (grain IN ('minute', 'hour')),
  bucket      timestamptz NOT NULL,
  -- {outcome: attempts}
  outcomes    json NOT NULL,
  -- {currency: minor units} of what was executed.
  amounts     json NOT NULL,
  -- Attempts by latency (lib/history/traffic/latency.ts).
  latency     integer[] NOT NULL,
  first_seq   bigint NOT NULL,
  last_seq    bigint NOT NULL,
  PRIMARY KEY (merchant_id, grain, bucket)
);

-- Where in the log a value stands: one row for each value of a field in a block of 2,048 events. A
-- list filtered by what has no index reads only blocks that have it (lib/history/blocks).
CREATE TABLE event_blocks (
  merchant_id uuid NOT NULL,
  field       text NOT NULL,
  value       text COLLATE "C" NOT NULL,
  block       bigint NOT NULL,
  first_seq   bigint NOT NULL,
  last_seq    bigint NOT NULL,
  PRIMARY KEY (merchant_id, field, value, block)
);

-- When the keys first seen in a block expire, the earliest and the latest.
CREATE TABLE key_blocks (
  merchant_id      uuid NOT NULL,
  block            bigint NOT NULL,
  first_expires_at timestamptz NOT NULL,
  last_expires_at  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, block)
);

-- Indexes of the log for filters of many values, which blocks cannot tell apart. Each costs the tail
-- some microseconds for an event that has the column: amounts and cards are what a customer's
-- complaint names, fingerprints what double charges have in common.
CREATE INDEX events_amount ON events (merchant_id, amount, seq) WHERE amount IS NOT NULL;
CREATE INDEX events_last4 ON events (merchant_id, last4, seq) WHERE last4 IS NOT NULL;
CREATE INDEX events_fingerprint ON events
  (merchant_id, substring(fingerprint FROM 1 FOR 8), seq) WHERE fingerprint IS NOT NULL;
