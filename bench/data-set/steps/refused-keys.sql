-- Keys that were only ever refused: generation 0.
INSERT INTO key_history (merchant_id, key_id, idempotency_key, first_seq, first_at, last_seq,
  last_at, generation, operation, amount, currency, customer_reference, order_reference,
  provider_reference, last4, metadata, attempts, replays, conflicts, in_progress_conflicts,
  refusals, undelivered, sources, source_count)
SELECT e.merchant_id, bench.key_id(e.merchant_id, e.idempotency_key), e.idempotency_key, e.seq,
  e.occurred_at, o.last_seq, o.last_at, 0, e.operation, e.amount, e.currency, e.customer_reference,
  e.order_reference, e.provider_reference, e.last4, e.metadata, o.attempts, 0, 0, 0, o.refusals, 0,
  json_build_object('kept', json_build_array(json_build_object('client_id', e.client, 'ip', e.ip,
    'user_agent', e.user_agent, 'attempts', o.attempts)), 'further', '[]'::json), 1
FROM bench.others o JOIN events e ON e.merchant_id = o.merchant_id AND e.seq = o.first_seq
WHERE NOT EXISTS (SELECT FROM key_history k WHERE k.merchant_id = o.merchant_id
  AND k.key_id = bench.key_id(o.merchant_id, o.idempotency_key));
