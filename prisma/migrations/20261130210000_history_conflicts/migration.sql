-- A customer's conflicts, beside a hundred times as many attempts. Conflicts are few, so that it costs the
-- tail little.
CREATE INDEX events_customer_conflicts ON events (merchant_id, customer_reference, seq)
  WHERE outcome = 'payload_conflict' AND customer_reference IS NOT NULL;
