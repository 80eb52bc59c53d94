-- What people did, beside a hundred times as many attempts: found without reading those. System events
-- are few, so neither index costs the tail much.
CREATE INDEX events_system_customer ON events (merchant_id, customer_reference, seq)
  WHERE kind = 'system' AND customer_reference IS NOT NULL;
-- Where in the log a span of time ends: attempts have their minutes (traffic), these have none.
CREATE INDEX events_system_time ON events (merchant_id, occurred_at, seq) WHERE kind = 'system';
