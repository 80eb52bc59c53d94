-- What events after a key's execution, or before it, have added to the key.
CREATE TABLE bench.others AS
SELECT merchant_id, idempotency_key, min(seq) AS first_seq, min(occurred_at) AS first_at,
  max(seq) AS last_seq, max(occurred_at) AS last_at,
  count(*) FILTER (WHERE outcome <> 'response_undelivered') AS attempts,
  count(*) FILTER (WHERE outcome = 'replayed') AS replays,
  count(*) FILTER (WHERE outcome = 'payload_conflict') AS conflicts,
  count(*) FILTER (WHERE outcome = 'in_progress_conflict') AS in_progress_conflicts,
  count(*) FILTER (WHERE outcome = 'invalid_request') AS refusals,
  count(*) FILTER (WHERE outcome = 'response_undelivered') AS undelivered,
  max(seq) FILTER (WHERE outcome = 'reused_after_expiry') AS reused_seq,
  max(occurred_at) FILTER (WHERE outcome = 'reused_after_expiry') AS reused_at,
  max(resource) FILTER (WHERE outcome = 'reused_after_expiry') AS reused_resource,
  count(*) FILTER (WHERE outcome = 'reused_after_expiry') AS reused
FROM events WHERE outcome <> 'executed' AND idempotency_key IS NOT NULL GROUP BY 1, 2;
ANALYZE bench.others;
