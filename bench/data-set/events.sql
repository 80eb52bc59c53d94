-- Twenty events hold seventeen executions. The third, ninth and sixteenth are of a key before them:
-- mostly replays, then conflicts, refusals, and reads of the log.

-- Without indexes; each partition is moved to `events` once it is filled.
CREATE TABLE bench.events (LIKE events INCLUDING CONSTRAINTS) PARTITION BY RANGE (recorded_at);

-- The number of the execution that comes next, at an event.
CREATE FUNCTION bench.next_key(event bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN event / 20 * 17 + event % 20 - (event % 20 > 3)::int - (event % 20 > 9)::int
  - (event % 20 > 16)::int;

-- The event that executed a key.
CREATE FUNCTION bench.event_of_key(key bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN key / 17 * 20 + key % 17 + (key % 17 > 2)::int + (key % 17 > 7)::int + (key % 17 > 13)::int;

-- `u` is the event's own number in [0, 1); in the first days (`early`) no key has expired.
CREATE FUNCTION bench.outcome_of(event bigint, u float8, early boolean) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN event % 20 NOT IN (3, 9, 16) THEN 'executed'
  WHEN event % 20 <> 16 THEN CASE
    WHEN u < 0.94 THEN 'replayed' WHEN u < 0.98 THEN 'in_progress_conflict'
    ELSE 'response_undelivered' END
  WHEN u < 0.38 OR (early AND u < 0.43) THEN 'payload_conflict'
  WHEN u < 0.43 THEN 'reused_after_expiry'
  WHEN u < 0.72 THEN 'invalid_request' WHEN u < 0.76 THEN 'key_missing'
  WHEN u < 0.78 THEN 'invalid_json' WHEN u < 0.79 THEN 'forbidden'
  WHEN u < 0.80 THEN 'rate_limited' WHEN u < 0.90 THEN 'payments.read'
  WHEN u < 0.97 THEN 'events.read' ELSE 'export.downloaded' END;

-- The key that an event is of; null for what has none. Those below 0 are never executed. Of the
-- first merchant's replays a tenth are of one key: a client that repeats without end.
CREATE FUNCTION bench.key_of(event bigint, merchant integer, outcome text, keys_a_day bigint)
RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN outcome = 'executed' THEN bench.next_key(event)
  WHEN outcome = 'replayed' AND merchant = 1 AND event > 2000 AND bench.unit(event, 101) < 0.1 THEN 0
  WHEN outcome IN ('replayed', 'in_progress_conflict', 'response_undelivered', 'payload_conflict')
    THEN GREATEST(0, bench.next_key(event) - 1 - bench.skewed(event, 102, 3000))
  -- Of a payment two days before.
  WHEN outcome = 'reused_after_expiry' THEN bench.next_key(event) - 2 * keys_a_day
    - CASE WHEN (bench.next_key(event) - 2 * keys_a_day) % 100 >= 98 THEN 2 ELSE 0 END
  -- Corrected soon, or never.
  WHEN outcome = 'invalid_request' THEN
    CASE WHEN bench.unit(event, 103) < 0.9 THEN bench.next_key(event) + 3 ELSE -event END
  END;

CREATE FUNCTION bench.key_text(key bigint, hash text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN key % 10 = 0 THEN 'order-' || key ELSE hash::uuid::text END;

CREATE FUNCTION bench.operation_of(key bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE abs(key) % 100 WHEN 98 THEN 'refunds' WHEN 99 THEN 'jobs' ELSE 'payments' END;

CREATE FUNCTION bench.detail_of(outcome text, event bigint, first_request text) RETURNS json
LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN outcome IN ('executed', 'reused_after_expiry', 'replayed') THEN '{"policy_version":0}'
  WHEN outcome = 'payload_conflict' THEN
    '{"changed_pointers":["/' || (ARRAY['amount', 'customer_reference', 'metadata/cart'])[1 + event % 3]
    || '"],"first_request_id":"req_' || first_request || '","policy_version":0}'
  ELSE '{}' END::json;

CREATE FUNCTION bench.fill_events(merchant bench.merchants, first bigint, last bigint)
RETURNS void LANGUAGE sql AS $$
INSERT INTO bench.events (merchant_id, seq, recorded_at, event_id, occurred_at, kind, source,
  outcome, operation, idempotency_key, generation, http_status, fingerprint, resource, amount,
  currency, customer_reference, order_reference, provider_reference, last4, metadata, client, ip,
  user_agent, request_id, latency_us, actor, actor_role, action, subject_type, subject, reason,
  detail, leaf_hash, sealed_salt, personal_salt)
SELECT merchant.merchant_id, e.event + 1, e.at + interval '300 milliseconds', e.id, e.at,
  CASE WHEN e.system THEN 'system' ELSE 'attempt' END, 'ingest', e.outcome,
  k.operation, k.text,
  CASE WHEN e.outcome IN ('executed', 'replayed', 'payload_conflict') THEN 1
    WHEN e.outcome = 'reused_after_expiry' THEN 2 END,
  CASE WHEN e.system OR e.outcome = 'response_undelivered' THEN NULL
    ELSE COALESCE((jsonb '{"executed":201,"replayed":201,"reused_after_expiry":201,
      "payload_conflict":422,"invalid_request":422,"in_progress_conflict":409,"forbidden":403,
      "rate_limited":429}' ->> e.outcome)::smallint, 400) END,
  sha256(convert_to(k.text || CASE e.outcome WHEN 'payload_conflict' THEN 'x' ELSE '' END, 'UTF8')),
  CASE e.outcome WHEN 'executed' THEN k.resource WHEN 'replayed' THEN k.resource
    WHEN 'reused_after_expiry' THEN 'pay_' || bench.hex_of(bench.uuid_of(e.at, k.hash)) END,
  CASE WHEN k.operation <> 'jobs' THEN
    99 + 100 * floor(3000 * bench.unit(k.key, merchant.number + 200) ^ 5)::bigint END,
  CASE WHEN k.operation <> 'jobs' THEN
    (ARRAY['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'USD', 'USD', 'GBP'])[1 + k.key % 10] END,
  CASE WHEN k.operation = 'payments' OR e.outcome = 'payments.read' THEN
    'cus_' || to_hex(1048576 + bench.skewed(COALESCE(k.key, e.event), merchant.number + 300,
      merchant.events / 12)) END,
  -- Now and then an order is charged twice.
  CASE WHEN k.operation = 'payments' THEN 'ord_' || to_hex(16777216 + k.key - (k.key % 700 = 1)::int) END,
  CASE WHEN k.operation = 'payments' AND k.key % 5 < 3 THEN 'pi_' || left(k.hash, 24) END,
  CASE WHEN k.operation = 'payments' AND k.key % 10 < 9 THEN
    lpad(bench.skewed(k.key, merchant.number + 400, 10000)::text, 4, '0') END,
  CASE WHEN k.operation = 'payments' AND k.key % 10 < 3 THEN
    json ('{"cart":"' || to_hex(k.key % 99991) || '","channel":"'
      || (ARRAY['web', 'app', 'shop'])[1 + k.key % 3] || '"}') END,
  'key_' || md5(merchant.number || ' ' || place.source % 3),
  '203.0.' || 100 + merchant.number || '.' || place.source,
  (ARRAY['billing/4.2', 'shop-app/18.0 (iOS 26.1)', 'shop-app/17.4 (Android 16)',
    'curl/8.14.1'])[1 + place.source % 4],
  CASE WHEN place.source % 8 = 7 THEN bench.uuid_of(e.at, md5((e.event / 16)::text)) ELSE e.id END,
  CASE WHEN NOT e.system THEN (700 * exp(2.2 * bench.unit(e.event, 501))
    * CASE WHEN bench.unit(e.event, 502) > 0.99 THEN 20 ELSE 1 END)::bigint END,
  CASE WHEN e.system THEN 'user_' || md5('actor ' || e.event % 12) END,
  CASE WHEN e.system THEN (ARRAY['auditor', 'engineer', 'viewer'])[1 + e.event % 3] END,
  CASE WHEN e.system THEN e.outcome END,
  CASE WHEN e.system THEN split_part(e.outcome, '.', 1) END,
  CASE WHEN e.system THEN 'pay_' || md5('subject ' || e.event % 40000) END,
  CASE WHEN e.system AND e.event % 100 < 30 THEN 'audit of November, item ' || e.event % 400 END,
  bench.detail_of(e.outcome, e.event, bench.hex_of(k.id)),
  sha256(uuid_send(e.id)), uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid())
FROM bench.span,
LATERAL (
  SELECT event, outcome, outcome LIKE '%.%' AS system, at,
    bench.uuid_of(at, md5(merchant.number || ' event ' || event)) AS id
  FROM generate_series(first, last) AS event,
    LATERAL (SELECT bench.unit(event, merchant.number) OFFSET 0) AS drawn(u),
    LATERAL (SELECT bench.outcome_of(event, u, event * 10 < merchant.events),
      bench.time_of(event, merchant.events, begins_at, days) OFFSET 0) AS made(outcome, at)
  OFFSET 0
) AS e,
LATERAL (
  SELECT key, hash, id, bench.key_text(key, hash) AS text, operation,
    CASE operation WHEN 'refunds' THEN 're_' WHEN 'jobs' THEN 'job_' ELSE 'pay_' END
      || bench.hex_of(id) AS resource
  FROM bench.key_of(e.event, merchant.number, e.outcome, merchant.events * 17 / 20 / days) AS key,
    LATERAL (SELECT md5(merchant.number || ' key ' || key) OFFSET 0) AS made(hash),
    LATERAL (SELECT bench.uuid_of(
      bench.time_of(bench.event_of_key(key), merchant.events, begins_at, days), hash) OFFSET 0) AS of(id),
    LATERAL (SELECT CASE WHEN key IS NOT NULL THEN bench.operation_of(key) END OFFSET 0) AS does(operation)
  OFFSET 0
) AS k,
LATERAL (
  SELECT bench.skewed(COALESCE(k.key, e.event), merchant.number + 600, 60) AS source OFFSET 0
) AS place
$$;
