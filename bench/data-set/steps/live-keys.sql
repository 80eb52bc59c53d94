-- Keys of the last day are still kept; all others have expired.
INSERT INTO idempotency_keys (merchant_id, idempotency_key, generation, operation,
  policy_version, fingerprint, executor_id, response_status, response_content_type,
  response_location, response_body, created_at, expires_at, evidence_retention)
SELECT merchant_id, idempotency_key, generation, operation, policy_version, fingerprint,
  resource_id, http_status, 'application/json', '/api/v1/' || operation || '/' || resource,
  json_build_object('id', resource, 'object', 'payment', 'amount', amount, 'currency', currency,
    'customer_reference', customer_reference, 'order_reference', order_reference,
    'provider_reference', provider_reference, 'metadata', metadata, 'status', 'succeeded',
    'amount_refunded', 0, 'created_at', executed_at),
  executed_at, expires_at, interval '13 months'
FROM key_history, LATERAL (SELECT split_part(resource, '_', 2)::uuid) AS of(resource_id)
WHERE generation > 0 AND expires_at > (SELECT begins_at + days * interval '1 day' FROM bench.span);
