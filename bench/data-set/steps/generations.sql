-- What was stored under a key before it was used again.
INSERT INTO key_generations (merchant_id, key_id, generation, executed_seq, executed_at,
  policy_version, expires_at, operation, fingerprint, resource, amount, currency, http_status,
  attempts, replays, conflicts)
SELECT e.merchant_id, bench.key_id(e.merchant_id, e.idempotency_key), 1, e.seq, e.occurred_at, 0,
  e.occurred_at + interval '24 hours', e.operation, e.fingerprint, e.resource, e.amount,
  e.currency, e.http_status, 1, 0, 0
FROM bench.others o JOIN events e ON e.merchant_id = o.merchant_id
  AND e.idempotency_key = o.idempotency_key AND e.outcome = 'executed'
WHERE o.reused > 0;
