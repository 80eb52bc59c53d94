-- What was stored under a key before it was used again.
INSERT INTO key_generations (merchant_id, key_id, generation, executed_seq, executed_at,
  policy_version, expires_at, operation, fingerprint, resource, amount, currency, http_status,
  attempts, replays, conflicts)
SELECT e.merchant_id, bench.key_id(e.merchant_id, e.idempotency_key), 1, e.seq, e.occurred_at, 0,
  e.occurred_at + interval '24 hours', e.operation, e.fingerprint, e.resource, e.amount,
  e.currency, e.http_status, c.attempts, c.replays, c.conflicts
FROM bench.others o JOIN events e ON e.merchant_id = o.merchant_id
  AND e.idempotency_key = o.idempotency_key AND e.outcome = 'executed',
LATERAL (SELECT count(*) FILTER (WHERE outcome <> 'response_undelivered') AS attempts,
    count(*) FILTER (WHERE outcome = 'replayed') AS replays,
    count(*) FILTER (WHERE outcome = 'payload_conflict') AS conflicts
  FROM events b WHERE b.merchant_id = o.merchant_id AND b.idempotency_key = o.idempotency_key
    AND b.seq < o.reused_seq) AS c
WHERE o.reused > 0;
