-- Who asked for a checkpoint of its log's end: the tail's owner signs it within a second. The
-- ingest may ask, and cannot reach the key.
CREATE TABLE checkpoint_requests (
  merchant_id  uuid NOT NULL,
  requested_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id)
);

-- Rows pass through here within a second; what is dead is cleared soon, and clearing never locks
-- the hot path out, as giving pages back to the system would.
ALTER TABLE outbox SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_vacuum_cost_delay = 0,
  vacuum_truncate = off
);
