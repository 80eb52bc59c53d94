import pg from 'pg';
import { inject } from 'vitest';
import { pause } from '../app-process';

const EVENT_MS = 20_000;
const AWAITED_MS = 20_000;
/** A second event, which there must not be, would come after the first. */
const SETTLE_MS = 25;
const POLL_MS = 10;

/** The stream of events whose merchant is not known. */
export const SYSTEM_STREAM = '00000000-0000-0000-0000-000000000000';

const pool = new pg.Pool({ connectionString: inject('instancesDatabase').ownerUrl, max: 3 });

export interface AuditEvent {
  readonly merchantId: string;
  readonly outcome: string;
  readonly generation: number | null;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Events wherever they are: some are in the outbox still, the others in the log. */
const EVENTS = `(
  SELECT merchant_id, event_id, occurred_at, outcome, generation, record::jsonb AS record,
    json_extract_path_text(record, 'kind') AS kind, json_extract_path_text(record, 'ip') AS ip,
    json_extract_path_text(record, 'request_id') AS request_id
  FROM outbox
  UNION ALL
  SELECT merchant_id, event_id, occurred_at, outcome, generation,
    detail::jsonb || jsonb_build_object(
      'kind', kind, 'source', source, 'operation', operation, 'idempotency_key', idempotency_key,
      'http_status', http_status, 'fingerprint', encode(fingerprint, 'hex'),
      'resource_id', resource, 'amount', amount, 'currency', currency,
      'customer_reference', customer_reference, 'order_reference', order_reference,
      'provider_reference', provider_reference, 'last4', last4, 'metadata', metadata,
      'client_id', client, 'ip', ip, 'user_agent', user_agent, 'request_id', request_id,
      'latency_ms', latency_us / 1000.0, 'actor', actor, 'actor_role', actor_role,
      'action', action, 'subject_type', subject_type, 'subject_id', subject, 'reason', reason),
    kind, ip, request_id::text
  FROM events) e`;

/** The UUID behind a public id. */
export function uuidOf(id: string): string {
  const hex = id.replace(/^[a-z]+_/, '');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * The events of a request, in their order, once there are `count` of them: refusals are written
 * after their answer. This alone knows where events are kept.
 */
export async function eventsOf(requestId: string, count = 1): Promise<AuditEvent[]> {
  const find = () =>
    select<AuditEvent>(
      `SELECT merchant_id AS "merchantId", outcome, generation, record FROM ${EVENTS}
       WHERE request_id = $1 ORDER BY occurred_at, event_id`,
      uuidOf(requestId),
    );
  const deadlineMs = performance.now() + EVENT_MS;
  while ((await find()).length < count && performance.now() < deadlineMs) await pause(POLL_MS);
  await pause(SETTLE_MS);
  return await find();
}

/** Events of one outcome from one source: a merchant's, or nobody's at an address. */
export async function floodEventsOf(
  outcome: string,
  source: { readonly merchantId?: string; readonly ip?: string | undefined },
): Promise<AuditEvent[]> {
  return await select<AuditEvent>(
    `SELECT merchant_id AS "merchantId", outcome, generation, record FROM ${EVENTS}
     WHERE outcome = $1 AND merchant_id = $2 AND ($3::text IS NULL OR ip = $3)`,
    outcome,
    source.merchantId ?? SYSTEM_STREAM,
    source.ip ?? null,
  );
}

/** What people and operators did to a merchant, in its order. */
export async function systemEventsOf(merchantId: string): Promise<AuditEvent[]> {
  return await select<AuditEvent>(
    `SELECT merchant_id AS "merchantId", outcome, generation, record FROM ${EVENTS}
     WHERE merchant_id = $1 AND kind = 'system'
     ORDER BY occurred_at, event_id`,
    uuidOf(merchantId),
  );
}

/** All attempts of a merchant, in their order. */
export async function attemptsOf(merchantUuid: string): Promise<AuditEvent[]> {
  return await select<AuditEvent>(
    `SELECT merchant_id AS "merchantId", outcome, generation, record FROM ${EVENTS}
     WHERE merchant_id = $1 AND kind = 'attempt'
     ORDER BY occurred_at, event_id`,
    merchantUuid,
  );
}

/** How many of them there are by outcome. */
export async function outcomesOf(merchantUuid: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of await attemptsOf(merchantUuid)) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

/** What requests have left behind at a merchant. */
export interface Effects {
  readonly payments: number;
  readonly refunds: number;
  readonly jobs: number;
  readonly keys: number;
}

export const NOTHING: Effects = { payments: 0, refunds: 0, jobs: 0, keys: 0 };

export async function effectsOf(merchantUuid: string): Promise<Effects> {
  const [row = NOTHING] = await select<Effects>(
    `SELECT (SELECT count(*)::int FROM payments WHERE merchant_id = $1) AS payments,
       (SELECT count(*)::int FROM refunds WHERE merchant_id = $1) AS refunds,
       (SELECT count(*)::int FROM jobs WHERE merchant_id = $1) AS jobs,
       (SELECT count(*)::int FROM idempotency_keys WHERE merchant_id = $1) AS keys`,
    merchantUuid,
  );
  return row;
}

/**
 * Runs `work` while somebody else holds the lock of this merchant's key, as a first request that is
 * still being decided does. What `work` is given resolves once a statement waits for that lock: the
 * request has come as far as the database, however slow the machine is.
 */
export async function whileKeyIsHeld<Result>(
  merchantUuid: string,
  key: string,
  work: (awaited: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const holder = rows[0]?.pid;
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO idempotency_keys (merchant_id, idempotency_key, generation, operation,
         policy_version, fingerprint, executor_id, response_status, response_content_type,
         response_body, created_at, expires_at, evidence_retention)
       VALUES ($1, $2, 1, 'payments', 0, '\\x00', $1, 201, 'application/json', '{}',
         clock_timestamp(), clock_timestamp() + interval '1 day', 'P13M')`,
      [merchantUuid, key],
    );
    return await work(async () => {
      const deadlineMs = performance.now() + AWAITED_MS;
      while ((await waitersFor(holder)) === 0) {
        if (performance.now() > deadlineMs) throw new Error('nobody waits for the key');
        await pause(POLL_MS);
      }
    });
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

async function waitersFor(holder: number | undefined): Promise<number> {
  const rows = await select(
    'SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))',
    holder,
  );
  return rows.length;
}

async function select<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
  const { rows } = await pool.query<Row>(text, values);
  return rows;
}

/** What somebody with the owner's login could do behind the log's back. */
export async function tamper(
  merchantId: string,
  seq: number,
  how: 'changed' | 'deleted' | 'rehashed',
): Promise<void> {
  const where = 'WHERE merchant_id = $1 AND seq = $2';
  const statements = {
    changed: `UPDATE events SET amount = amount + 1 ${where}`,
    deleted: `DELETE FROM events ${where}`,
    // With a leaf hash of the attacker's own, which a check against the stored one would believe.
    rehashed: `UPDATE events SET amount = amount + 1, leaf_hash = sha256('forged') ${where}`,
  };
  const { rowCount } = await pool.query(statements[how], [merchantId, seq]);
  if (rowCount !== 1) throw new Error(`${rowCount} rows were ${how}`);
}
