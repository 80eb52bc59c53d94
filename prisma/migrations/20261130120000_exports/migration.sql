-- Exports that were asked for. Their files lie on the instance that made them; any other makes the
-- same bytes again from what the row says, up to the checkpoint that it names.
CREATE TABLE exports (
  merchant_id      uuid NOT NULL REFERENCES merchants (merchant_id),
  export_id        uuid NOT NULL,
  kind             text NOT NULL CHECK (kind IN ('events', 'access', 'payments', 'keys')),
  format           text NOT NULL CHECK (format IN ('csv', 'jsonl')),
  -- As the manifest states it.
  filter           json NOT NULL,
  sample_size      integer,
  sample_seed      text,
  state            text NOT NULL CHECK (state IN ('pending', 'running', 'ready', 'failed', 'cancelled')),
  -- Null until a checkpoint was signed for it; `checkpoint` is the signed note.
  as_of_size       bigint,
  as_of_at         timestamptz,
  checkpoint       text,
  rows_total       bigint,
  rows_done        bigint NOT NULL DEFAULT 0,
  requested_by     text NOT NULL,
  reason           text,
  created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at      timestamptz,
  expires_at       timestamptz NOT NULL,
  error            text,
  -- Of the data file, hexadecimal; the bundle's other files are made after it.
  data_sha256      text,
  manifest         text,
  signature        bytea,
  -- Who runs it, and until when nobody else may.
  owner_id         uuid,
  lease_expires_at timestamptz,
  PRIMARY KEY (merchant_id, export_id),
  CHECK ((sample_size IS NULL) = (sample_seed IS NULL)),
  CHECK (num_nulls(as_of_size, as_of_at, checkpoint) IN (0, 3))
);
CREATE INDEX exports_waiting ON exports (merchant_id, export_id)
  WHERE state IN ('pending', 'running');
