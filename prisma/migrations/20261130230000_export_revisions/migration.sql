-- How often a customer of the merchant was erased since the export was asked for: files count only for the
-- revision that the row had when their making began.
ALTER TABLE exports ADD COLUMN revision integer NOT NULL DEFAULT 0;
