import { type Columns, unnestColumns } from './row-parameters';

/**
 * The statement that decides. Many rows, one round trip, one commit.
 *
 * `sent` sees the statement's snapshot: live keys are left alone there, neither locked nor written.
 * The rest is inserted in key order; the primary key decides between concurrent statements, and
 * `DO UPDATE … WHERE expired` lets a key past its retention run again. A row that was neither won
 * nor live was committed by somebody after the snapshot: it is undecided, and the caller sends it
 * again.
 */

/** A time as the API writes it: RFC 3339, UTC, milliseconds (or microseconds). */
function rfc3339(expression: string, precision: 'MS' | 'US'): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${precision}"Z"')`;
}

/** Null where a key is kept indefinitely. */
function expiry(expression: string): string {
  return `CASE WHEN ${expression} < 'infinity' THEN ${rfc3339(expression, 'MS')} END`;
}

/** What every claim brings along; the answer's text stands around its created_at, its last member,
 * which only the database knows. */
export const KEY_COLUMNS = {
  merchant_id: 'uuid',
  idempotency_key: 'text',
  operation: 'text',
  policy_version: 'int',
  fingerprint: 'text',
  executor_id: 'uuid',
  retention: 'text',
  evidence_retention: 'text',
  response_location: 'text',
  body_head: 'text',
  body_tail: 'text',
} as const satisfies Columns;

export const PAYMENT_COLUMNS = {
  ...KEY_COLUMNS,
  record: 'text',
  request_body: 'text',
  payment_id: 'uuid',
  amount: 'bigint',
  currency: 'text',
  customer_reference: 'free-text',
  order_reference: 'free-text',
  provider_reference: 'free-text',
  description: 'free-text',
  payment_method: 'text',
  metadata: 'text',
  client_timestamp: 'text',
  client_id: 'uuid',
  ip: 'text',
  user_agent: 'text',
} as const satisfies Columns;

/** The rows that `won`. In this form it is looked up in a hash, once for each row. */
const WON = '(executor_id IN (SELECT executor_id FROM won)) IS TRUE';

/**
 * Claims the keys of the rows and, in the same commit, keeps the last generation's response. A key
 * of a transaction brings no answer along; COMPLETE_KEY writes it.
 */
function claim(columns: Columns): string {
  return `
moment AS MATERIALIZED (
  SELECT at, ${rfc3339('at', 'MS')} AS text FROM clock_timestamp() AS at
),
sent AS MATERIALIZED (
  SELECT i.*, m.at AS decided_at, decode(i.fingerprint, 'hex') AS fingerprint_bytes,
    coalesce(i.body_head, '') || m.text || coalesce(i.body_tail, '') AS response_body,
    coalesce(m.at + i.retention::interval, 'infinity') AS expires_at,
    i.evidence_retention::interval AS kept_for,
    greatest(k.generation, t.generation, 0) + 1 AS next_generation,
    k.expires_at > m.at AS is_live, k AS stored
  FROM moment m CROSS JOIN ${unnestColumns(columns, 'i')}
  LEFT JOIN idempotency_keys k
    ON k.merchant_id = i.merchant_id AND k.idempotency_key = i.idempotency_key
  LEFT JOIN key_tombstones t ON t.merchant_id = i.merchant_id
    AND t.key_hash = sha256(convert_to(i.idempotency_key, 'UTF8'))
),
won AS (
  INSERT INTO idempotency_keys AS k (merchant_id, idempotency_key, generation, operation,
    policy_version, fingerprint, executor_id, response_status, response_content_type,
    response_location, response_body, created_at, expires_at, evidence_retention)
  SELECT merchant_id, idempotency_key, next_generation, operation, policy_version,
    fingerprint_bytes, executor_id, 201, 'application/json', response_location, response_body,
    decided_at, expires_at, kept_for
  FROM sent WHERE is_live IS NOT TRUE ORDER BY merchant_id, idempotency_key
  ON CONFLICT (merchant_id, idempotency_key) DO UPDATE SET
    generation = excluded.generation, operation = excluded.operation,
    policy_version = excluded.policy_version, fingerprint = excluded.fingerprint,
    executor_id = excluded.executor_id, response_status = excluded.response_status,
    response_content_type = excluded.response_content_type,
    response_location = excluded.response_location, response_body = excluded.response_body,
    created_at = excluded.created_at, expires_at = excluded.expires_at,
    evidence_retention = excluded.evidence_retention
  WHERE k.expires_at <= excluded.created_at AND k.generation < excluded.generation
  RETURNING executor_id
),
kept_response AS (
  INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
  SELECT merchant_id, (stored).executor_id, 'response', (stored).response_body,
    (stored).expires_at + (stored).evidence_retention
  FROM sent WHERE (stored).evidence_retention > interval '0' AND ${WON}
  -- A purge may have kept it since this statement's snapshot.
  ON CONFLICT DO NOTHING
)`;
}

/** What the caller learns of a row that it did not win. */
const STORED_COLUMNS = `s.generation, s.operation, s.policy_version,
  encode(s.fingerprint, 'hex') AS fingerprint, s.executor_id,
  s.response_status, s.response_content_type, s.response_location, s.response_body,
  ${rfc3339('s.created_at', 'US')} AS created_at, ${expiry('s.expires_at')} AS expires_at`;

/** What was won, in one row for all that share generation and expiry; what is live, row by row. */
const RESULT = `
SELECT string_agg(ord::text, ',') AS ords, true AS won, next_generation AS generation,
  NULL AS operation, NULL::int AS policy_version, NULL AS fingerprint, NULL::uuid AS executor_id,
  NULL::smallint AS response_status, NULL AS response_content_type, NULL AS response_location,
  NULL AS response_body, ${rfc3339('decided_at', 'US')} AS created_at,
  ${expiry('expires_at')} AS expires_at
FROM sent WHERE ${WON} GROUP BY next_generation, decided_at, expires_at
UNION ALL
SELECT ord::text, false, ${STORED_COLUMNS}
FROM (SELECT ord, (stored).* FROM sent WHERE is_live) AS s`;

/** One key inside a transaction of its own; the answer is written by COMPLETE before its commit. */
export const CLAIM_KEY = `
WITH ${claim(KEY_COLUMNS)}${RESULT}`;

/** Grouped payments: key, payment, response, event and evidence in one commit. */
export const CLAIM_PAYMENTS = `
WITH ${claim(PAYMENT_COLUMNS)},
payment AS (
  INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency, customer_reference,
    order_reference, provider_reference, description, payment_method, metadata, client_timestamp,
    fingerprint, client_id, ip, user_agent, created_at)
  SELECT merchant_id, payment_id, executor_id, amount, currency, customer_reference,
    order_reference, provider_reference, description, payment_method::json, metadata::json,
    client_timestamp, fingerprint_bytes, client_id, ip, user_agent,
    date_trunc('milliseconds', decided_at)
  FROM sent WHERE ${WON}
),
event AS (
  INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
  SELECT merchant_id, executor_id, decided_at,
    CASE WHEN next_generation > 1 THEN 'reused_after_expiry' ELSE 'executed' END,
    next_generation, record::json
  FROM sent WHERE ${WON}
),
request_evidence AS (
  INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
  SELECT merchant_id, executor_id, 'request', request_body, expires_at + kept_for
  FROM sent WHERE kept_for > interval '0' AND ${WON}
)${RESULT}`;

/** The end of a transaction that claimed with CLAIM_KEY: answer, event and evidence. */
export const COMPLETE_KEY = `
WITH completed AS (
  UPDATE idempotency_keys SET response_status = $4, response_content_type = $5,
    response_location = $6, response_body = $7
  WHERE merchant_id = $1 AND idempotency_key = $2 AND executor_id = $3
  RETURNING merchant_id, executor_id, generation, created_at, expires_at, evidence_retention
),
event AS (
  INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
  SELECT merchant_id, executor_id, created_at,
    CASE WHEN generation > 1 THEN 'reused_after_expiry' ELSE 'executed' END, generation, $8::json
  FROM completed
)
INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
SELECT merchant_id, executor_id, 'request', $9, expires_at + evidence_retention
FROM completed WHERE evidence_retention > interval '0'`;

/** What is stored and unexpired under one key. */
export const FIND_KEY = `
SELECT ${STORED_COLUMNS} FROM idempotency_keys s
WHERE s.merchant_id = $1 AND s.idempotency_key = $2 AND s.expires_at > clock_timestamp()`;
