-- The audit log and what seals it (design.md 6). The tail moves outbox rows here, one transaction a
-- batch; no role of ours may change or delete a row of it.

-- One row for each event, in the order that its merchant's stream has: seq is gap-free from 1, and
-- leaf number seq - 1 of the stream's tree. Partitioned by month (lib/ledger/partitions.ts).
-- Columns ending in _salt and `erased` are for the leaf alone (lib/ledger/leaf.ts). What a client
-- names freely (client, resource, subject) is text, as observed events bring ids of other systems.
CREATE TABLE events (
  merchant_id        uuid NOT NULL,
  seq                bigint NOT NULL,
  recorded_at        timestamptz NOT NULL,
  event_id           uuid NOT NULL,
  occurred_at        timestamptz NOT NULL,
  kind               text NOT NULL CHECK (kind IN ('attempt', 'system')),
  source             text NOT NULL CHECK (source IN ('ingest', 'gateway', 'observed')),
  outcome            text NOT NULL,
  operation          text,
  idempotency_key    text COLLATE "C",
  generation         integer,
  http_status        smallint,
  fingerprint        bytea,
  resource           text,
  amount             bigint,
  currency           text,
  customer_reference text,
  order_reference    text,
  provider_reference text,
  last4              text,
  metadata           json,
  client             text,
  ip                 text,
  user_agent         text,
  request_id         uuid,
  latency_us         bigint,
  actor              text,
  actor_role         text,
  action             text,
  subject_type       text,
  subject            text,
  reason             text,
  -- All other members of the record, as RFC 8785 text.
  detail             json NOT NULL,
  leaf_hash          bytea NOT NULL,
  sealed_salt        bytea NOT NULL,
  -- Null once the personal columns are erased; their commitments are then in `erased`.
  personal_salt      bytea,
  erased             json,
  PRIMARY KEY (merchant_id, seq, recorded_at)
) PARTITION BY RANGE (recorded_at);

CREATE INDEX events_id ON events (merchant_id, event_id);
CREATE INDEX events_key ON events (merchant_id, idempotency_key, seq) WHERE idempotency_key IS NOT NULL;
CREATE INDEX events_customer ON events (merchant_id, customer_reference, seq)
  WHERE customer_reference IS NOT NULL;
CREATE INDEX events_order ON events (merchant_id, order_reference, seq)
  WHERE order_reference IS NOT NULL;
CREATE INDEX events_provider ON events (merchant_id, provider_reference, seq)
  WHERE provider_reference IS NOT NULL;
CREATE INDEX events_outcome ON events (merchant_id, outcome, seq);
CREATE INDEX events_system ON events (merchant_id, seq) WHERE kind = 'system';
-- A single request's event has the request's own id; only a batch's records differ from it.
CREATE INDEX events_request ON events (merchant_id, request_id) WHERE request_id <> event_id;

-- Perfect subtrees of each stream's tree (RFC 6962 §2.1) from level 4 on: sixteen leaves each, so
-- that there is one row for eight events. Lower ones are computed from the leaves.
CREATE TABLE ledger_nodes (
  merchant_id uuid NOT NULL,
  level       smallint NOT NULL,
  index       bigint NOT NULL,
  hash        bytea NOT NULL,
  PRIMARY KEY (merchant_id, level, index)
);

-- How far each stream is sealed. `frontier` holds the roots of the perfect subtrees that make up
-- its tree, the largest first, 32 bytes each.
CREATE TABLE ledger_heads (
  merchant_id uuid NOT NULL,
  size        bigint NOT NULL,
  frontier    bytea NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id)
);

-- Signed notes (C2SP tlog-checkpoint), each published outside the database after its commit.
CREATE TABLE checkpoints (
  merchant_id  uuid NOT NULL,
  size         bigint NOT NULL,
  root         bytea NOT NULL,
  note         text NOT NULL,
  created_at   timestamptz NOT NULL,
  published_at timestamptz,
  PRIMARY KEY (merchant_id, size)
);
CREATE INDEX checkpoints_unpublished ON checkpoints (merchant_id, size) WHERE published_at IS NULL;

-- Of the system stream. The private key is wrapped with ONCEOVER_SECRET; public keys stay.
CREATE TABLE signing_keys (
  merchant_id    uuid NOT NULL,
  signing_key_id uuid NOT NULL,
  name           text NOT NULL,
  public_key     bytea NOT NULL,
  wrapped_key    bytea NOT NULL,
  created_at     timestamptz NOT NULL,
  retired_at     timestamptz,
  PRIMARY KEY (merchant_id, signing_key_id)
);

-- Who runs the tail: one row, of the system stream. `token` fences what an earlier owner still sends.
CREATE TABLE ledger_lease (
  merchant_id uuid NOT NULL,
  owner_id    uuid NOT NULL,
  token       bigint NOT NULL,
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id)
);
