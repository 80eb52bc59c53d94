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
