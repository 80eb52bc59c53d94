-- The read models of keys, from the log.

CREATE FUNCTION bench.fill_keys(merchant bench.merchants, first bigint, last bigint)
RETURNS void LANGUAGE sql AS $$
INSERT INTO key_history (merchant_id, key_id, idempotency_key, first_seq, first_at, last_seq,
  last_at, generation, executed_seq, executed_at, policy_version, expires_at, operation,
  fingerprint, resource, amount, currency, customer_reference, order_reference,
  provider_reference, last4, metadata, http_status, attempts, replays, conflicts,
  in_progress_conflicts, refusals, undelivered, sources, source_count)
SELECT e.merchant_id, bench.key_id(e.merchant_id, e.idempotency_key), e.idempotency_key,
  LEAST(e.seq, o.first_seq), LEAST(e.occurred_at, o.first_at), GREATEST(e.seq, o.last_seq),
  GREATEST(e.occurred_at, o.last_at), 1 + COALESCE(o.reused, 0), COALESCE(o.reused_seq, e.seq),
  COALESCE(o.reused_at, e.occurred_at), 0,
  COALESCE(o.reused_at, e.occurred_at) + interval '24 hours', e.operation, e.fingerprint,
  COALESCE(o.reused_resource, e.resource), e.amount, e.currency, e.customer_reference,
  e.order_reference, e.provider_reference, e.last4, e.metadata, e.http_status,
  1 + COALESCE(o.attempts, 0), COALESCE(o.replays, 0), COALESCE(o.conflicts, 0),
  COALESCE(o.in_progress_conflicts, 0), COALESCE(o.refusals, 0), COALESCE(o.undelivered, 0),
  json_build_object('kept', json_build_array(json_build_object('client_id', e.client, 'ip', e.ip,
    'user_agent', e.user_agent, 'attempts', 1 + COALESCE(o.attempts, 0))), 'further', '[]'::json), 1
FROM events e LEFT JOIN bench.others o USING (merchant_id, idempotency_key)
WHERE e.merchant_id = merchant.merchant_id AND e.seq BETWEEN first + 1 AND last + 1
  AND e.outcome = 'executed'
$$;

-- What the executions have left in the tables of the ingest.

CREATE FUNCTION bench.fill_payments(merchant bench.merchants, first bigint, last bigint)
RETURNS void LANGUAGE sql AS $$
INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency, customer_reference,
  order_reference, provider_reference, payment_method, metadata, fingerprint, client_id, ip,
  user_agent, created_at)
SELECT merchant_id, substr(resource, 5)::uuid, event_id, amount, currency, customer_reference,
  order_reference, provider_reference,
  CASE WHEN last4 IS NOT NULL
    THEN json_build_object('type', 'card', 'brand', 'visa', 'last4', last4) END,
  metadata, fingerprint, substr(client, 5)::uuid, ip, user_agent, occurred_at
FROM events
WHERE merchant_id = merchant.merchant_id AND seq BETWEEN first + 1 AND last + 1
  AND outcome IN ('executed', 'reused_after_expiry') AND operation = 'payments'
$$;

