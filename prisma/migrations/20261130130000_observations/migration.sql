-- Which observations were taken (contract §2.5): the hash of each one's id, so that a report that is
-- sent again is known also when its event has long been in the log. Kept as long as events are.
CREATE TABLE observation_ids (
  merchant_id uuid NOT NULL,
  id_hash     bytea NOT NULL,
  taken_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (merchant_id, id_hash)
);
