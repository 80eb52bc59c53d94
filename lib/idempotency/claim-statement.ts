import { type Columns, unnestColumns } from './row-parameters';

/**
 * The statement that decides. Many rows, one round trip, one commit.
 *
 * `stored` sees the statement's snapshot: live keys are left alone there, neither locked nor
 * written. The rest is inserted in key order; the primary key decides between concurrent
 * statements, and `DO UPDATE … WHERE expired` lets a key past its retention run again. A row that
 * was neither won nor stored was committed by somebody after the snapshot: it is undecided, and
 * the caller sends it again.
 */

/** A time as the API writes it: RFC 3339, UTC, milliseconds (or microseconds). */
function rfc3339(expression: string, precision: 'MS' | 'US'): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${precision}"Z"')`;
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

function input(columns: Columns): string {
  return `SELECT i.*, clock_timestamp() AS decided_at FROM ${unnestColumns(columns, 'i')}`;
}

/** What the caller learns of a row that it did not win. */
const STORED_COLUMNS = `s.generation, s.operation, s.policy_version, encode(s.fingerprint, 'hex') AS fingerprint,
  s.executor_id,
  s.response_status, s.response_content_type, s.response_location, s.response_body,
  ${rfc3339('s.created_at', 'US')} AS created_at,
  CASE WHEN s.expires_at = 'infinity' THEN NULL ELSE ${rfc3339('s.expires_at', 'MS')} END AS expires_at`;

const EXPIRY = `CASE WHEN c.retention IS NULL THEN 'infinity'::timestamptz
  ELSE c.decided_at + c.retention::interval END`;

/**
 * Claims keys for `input` and, in the same commit, keeps the last generation's response. A key of a
 * transaction brings no answer along; COMPLETE_KEY writes it.
 */
const CLAIM = `
stored AS MATERIALIZED (
  SELECT i.ord, k.*, k.expires_at > i.decided_at AS live
  FROM input i JOIN idempotency_keys k USING (merchant_id, idempotency_key)
),
claim AS MATERIALIZED (
  SELECT i.*, coalesce(i.body_head, '') || ${rfc3339('i.decided_at', 'MS')} || coalesce(i.body_tail, '') AS response_body,
    greatest(coalesce(s.generation, 0), coalesce(t.generation, 0)) + 1 AS generation
  FROM input i
  LEFT JOIN stored s ON s.ord = i.ord
  LEFT JOIN key_tombstones t ON t.merchant_id = i.merchant_id
    AND t.key_hash = sha256(convert_to(i.idempotency_key, 'UTF8'))
  WHERE s.live IS NOT TRUE
),
won AS (
  INSERT INTO idempotency_keys AS k (merchant_id, idempotency_key, generation, operation,
    policy_version, fingerprint, executor_id, response_status, response_content_type,
    response_location, response_body, created_at, expires_at, evidence_retention)
  SELECT c.merchant_id, c.idempotency_key, c.generation, c.operation, c.policy_version,
    decode(c.fingerprint, 'hex'), c.executor_id, 201, 'application/json', c.response_location, c.response_body,
    c.decided_at, ${EXPIRY}, c.evidence_retention::interval
  FROM claim c ORDER BY c.merchant_id, c.idempotency_key
  ON CONFLICT (merchant_id, idempotency_key) DO UPDATE SET
    generation = k.generation + 1, operation = excluded.operation,
    policy_version = excluded.policy_version, fingerprint = excluded.fingerprint,
    executor_id = excluded.executor_id, response_status = excluded.response_status,
    response_content_type = excluded.response_content_type,
    response_location = excluded.response_location, response_body = excluded.response_body,
    created_at = excluded.created_at, expires_at = excluded.expires_at,
    evidence_retention = excluded.evidence_retention
  WHERE k.expires_at <= excluded.created_at
  RETURNING k.executor_id, k.generation, k.expires_at, k.evidence_retention
),
kept_response AS (
  INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
  SELECT s.merchant_id, s.executor_id, 'response', s.response_body,
    s.expires_at + s.evidence_retention
  FROM stored s JOIN input i ON i.ord = s.ord JOIN won w ON w.executor_id = i.executor_id
  WHERE s.evidence_retention > interval '0'
  -- A purge may have kept it since this statement's snapshot.
  ON CONFLICT DO NOTHING
)`;

const RESULT = `
SELECT i.ord::int AS ord, w.generation AS won_generation,
  ${rfc3339('i.decided_at', 'US')} AS decided_at,
  CASE WHEN w.expires_at = 'infinity' THEN NULL ELSE ${rfc3339('w.expires_at', 'MS')} END
    AS won_expires_at,
  s.live IS TRUE AS live, ${STORED_COLUMNS}
FROM input i
LEFT JOIN won w ON w.executor_id = i.executor_id
LEFT JOIN stored s ON s.ord = i.ord AND s.live`;

/** One key inside a transaction of its own; the answer is written by COMPLETE before its commit. */
export const CLAIM_KEY = `
WITH input AS MATERIALIZED (${input(KEY_COLUMNS)}),${CLAIM}${RESULT}`;

/** Grouped payments: key, payment, response, event and evidence in one commit. */
export const CLAIM_PAYMENTS = `
WITH input AS MATERIALIZED (${input(PAYMENT_COLUMNS)}),${CLAIM},
executed AS MATERIALIZED (
  SELECT c.*, w.generation AS won_generation, w.expires_at + w.evidence_retention AS kept_until,
    w.evidence_retention AS kept_for
  FROM claim c JOIN won w ON w.executor_id = c.executor_id
),
payment AS (
  INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency, customer_reference,
    order_reference, provider_reference, description, payment_method, metadata, client_timestamp,
    fingerprint, client_id, ip, user_agent, created_at)
  SELECT merchant_id, payment_id, executor_id, amount, currency, customer_reference,
    order_reference, provider_reference, description, payment_method::json, metadata::json,
    client_timestamp, decode(fingerprint, 'hex'), client_id, ip, user_agent,
    date_trunc('milliseconds', decided_at)
  FROM executed
),
event AS (
  INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
  SELECT merchant_id, executor_id, decided_at,
    CASE WHEN won_generation > 1 THEN 'reused_after_expiry' ELSE 'executed' END,
    won_generation, record::json
  FROM executed
),
request_evidence AS (
  INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
  SELECT merchant_id, executor_id, 'request', request_body, kept_until
  FROM executed WHERE kept_for > interval '0'
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
