-- What people note of a moment: a deploy, an incident. Charts draw it where it happened.
CREATE TABLE annotations (
  merchant_id   uuid NOT NULL REFERENCES merchants (merchant_id),
  annotation_id uuid NOT NULL,
  at            timestamptz(3) NOT NULL,
  label         text NOT NULL,
  reason        text NOT NULL,
  created_by    text NOT NULL,
  created_at    timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (merchant_id, annotation_id)
);
CREATE INDEX annotations_at ON annotations (merchant_id, at) WHERE at < 'infinity';
