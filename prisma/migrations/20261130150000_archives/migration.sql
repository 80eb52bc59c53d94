-- Parts of the log that are in the archive folder and no longer here: a merchant's events of a
-- month, gap-free from first_seq to last_seq. `files` tells each file's name and SHA-256.
CREATE TABLE archives (
  merchant_id uuid NOT NULL,
  month       date NOT NULL,
  first_seq   bigint NOT NULL,
  last_seq    bigint NOT NULL,
  files       json NOT NULL,
  dropped_at  timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, month)
);

-- Ids of observations are kept for 13 months, as tombstones of keys are.
CREATE INDEX observation_ids_age ON observation_ids (merchant_id, taken_at)
  WHERE taken_at < 'infinity';
