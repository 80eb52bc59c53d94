import type { Pool, PoolClient } from 'pg';
import { classifyFailure, DatabaseError } from '@/lib/database/failure';
import { type Queryable, runStatement } from '@/lib/database/session';
import { SYSTEM_STREAM } from '../journal';
import type { OutboxEvent } from '../map-record';
import type { TreeNode } from '../tree';
import { eventParameters, INSERT_EVENTS, type SealedEvent } from './event-columns';
import type { Gap } from './low-water-marks';

/** A time as the log has it: RFC 3339, UTC, microseconds. */
const rfc3339 = (expression: string) =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Names the owner and fences what it sends: a later owner has a greater token. */
export interface Lease {
  readonly ownerId: string;
  readonly token: number;
}

/** The lease was lost: somebody else may own the log by now. */
export class LeaseLost extends Error {}

/**
 * The rows of the outbox that lie in the gaps, at most `limit`. A gap is a range of the primary key:
 * dead rows that lie outside, kept by an old snapshot, are not walked over again and again.
 */
const READ_OUTBOX = `
SELECT r.merchant_id AS "merchantId", r.event_id AS "eventId", ${rfc3339('r.occurred_at')} AS "occurredAt",
  r.outcome, r.generation, r.record::text AS record,
  extract(epoch FROM clock_timestamp() - r.occurred_at)::float8 * 1000 AS "ageMs"
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])
  AS gap(from_merchant, from_event, to_merchant, to_event)
CROSS JOIN LATERAL (
  SELECT o.* FROM outbox o
  WHERE (o.merchant_id, o.event_id) > (gap.from_merchant, gap.from_event)
    AND (o.merchant_id, o.event_id) <= (gap.to_merchant, gap.to_event)
  ORDER BY o.merchant_id, o.event_id LIMIT $5
) r
LIMIT $5`;

export interface OutboxRead extends OutboxEvent {
  readonly ageMs: number;
}

export async function readOutbox(
  pool: Pool,
  gaps: readonly Gap[],
  limit: number,
): Promise<OutboxRead[]> {
  return await runStatement<OutboxRead>(pool, {
    name: 'tail-read-outbox',
    text: READ_OUTBOX,
    values: [
      gaps.map(({ from }) => from.merchantId),
      gaps.map(({ from }) => from.eventId),
      gaps.map(({ to }) => to.merchantId),
      gaps.map(({ to }) => to.eventId),
      limit,
    ],
  });
}

/** Where a stream ends. */
export interface Head {
  readonly merchantId: string;
  readonly size: number;
  readonly frontier: Buffer;
  /** The last event's recorded_at; no later one may be before it. */
  readonly updatedAt: string;
}

const EMPTY = { size: 0, frontier: Buffer.alloc(0), updatedAt: '' };

/** The heads of these streams, also of those that are empty, and the database's clock. */
export async function readHeads(
  transaction: Queryable,
  merchantIds: readonly string[],
): Promise<{ now: string; heads: Map<string, Head> }> {
  const { rows } = await transaction.query<{
    now: string;
    merchantId: string | null;
    size: string;
    frontier: Buffer;
    updatedAt: string;
  }>({
    name: 'tail-read-heads',
    text: `SELECT ${rfc3339('t.now')} AS now, h.merchant_id AS "merchantId", h.size, h.frontier,
        ${rfc3339('h.updated_at')} AS "updatedAt"
      FROM (SELECT clock_timestamp() AS now) t
      LEFT JOIN ledger_heads h ON h.merchant_id = ANY ($1::uuid[])`,
    values: [merchantIds],
  });
  const heads = new Map<string, Head>(
    merchantIds.map((merchantId) => [merchantId, { merchantId, ...EMPTY }]),
  );
  for (const { merchantId, size, frontier, updatedAt } of rows) {
    if (merchantId === null) continue;
    heads.set(merchantId, { merchantId, size: Number(size), frontier, updatedAt });
  }
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('the database gave no time');
  return { now, heads };
}

export async function insertEvents(
  transaction: Queryable,
  events: readonly SealedEvent[],
): Promise<void> {
  const values = eventParameters(events);
  await transaction.query({ name: 'tail-insert-events', text: INSERT_EVENTS, values });
}

export interface StreamNode extends TreeNode {
  readonly merchantId: string;
}

export async function insertNodes(
  transaction: Queryable,
  nodes: readonly StreamNode[],
): Promise<void> {
  await transaction.query({
    name: 'tail-insert-nodes',
    text: `INSERT INTO ledger_nodes (merchant_id, level, index, hash)
      SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bytea[])`,
    values: [
      nodes.map((node) => node.merchantId),
      nodes.map((node) => node.level),
      nodes.map((node) => node.index),
      nodes.map((node) => node.hash),
    ],
  });
}

/** A stream's head before and after a batch. */
export interface HeadMove {
  readonly before: Head;
  readonly after: Head;
}

/** Throws LeaseLost where a stream does not end where it did: somebody else has sealed meanwhile. */
export async function moveHeads(transaction: Queryable, moves: readonly HeadMove[]): Promise<void> {
  const { rowCount } = await transaction.query({
    name: 'tail-move-heads',
    text: `INSERT INTO ledger_heads AS h (merchant_id, size, frontier, updated_at)
      SELECT m.merchant_id, m.size, m.frontier, m.updated_at
      FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::timestamptz[], $5::bigint[])
        AS m(merchant_id, size, frontier, updated_at, size_before)
      ORDER BY m.merchant_id
      ON CONFLICT (merchant_id) DO UPDATE
      SET size = excluded.size, frontier = excluded.frontier, updated_at = excluded.updated_at
      WHERE h.size = (SELECT b.size_before FROM unnest($1::uuid[], $5::bigint[])
        AS b(merchant_id, size_before) WHERE b.merchant_id = h.merchant_id)`,
    values: [
      moves.map(({ after }) => after.merchantId),
      moves.map(({ after }) => after.size),
      moves.map(({ after }) => after.frontier),
      moves.map(({ after }) => after.updatedAt),
      moves.map(({ before }) => before.size),
    ],
  });
  if (rowCount !== moves.length) throw new LeaseLost('another tail has sealed these streams');
}

/** Throws LeaseLost where one of them is gone: somebody else has moved it. */
export async function deleteFromOutbox(
  transaction: Queryable,
  rows: readonly OutboxEvent[],
): Promise<void> {
  const { rowCount } = await transaction.query({
    name: 'tail-delete-outbox',
    text: `DELETE FROM outbox o
      USING unnest($1::uuid[], $2::uuid[]) AS moved(merchant_id, event_id)
      WHERE o.merchant_id = moved.merchant_id AND o.event_id = moved.event_id`,
    values: [rows.map((row) => row.merchantId), rows.map((row) => row.eventId)],
  });
  if (rowCount !== rows.length) throw new LeaseLost('another tail has moved these events');
}

/**
 * One transaction of the lease's owner. The lease is renewed in the message that commits: its row is
 * locked only while the server commits, so an owner that is paused holds nobody up, and one that
 * lost the lease commits nothing. Throws LeaseLost, or DatabaseError; after any throw the caller
 * knows nothing of the outcome and starts from the database's state.
 */
export async function runLeased(
  pool: Pool,
  lease: Lease,
  leaseMs: number,
  work: (transaction: Queryable) => Promise<void>,
): Promise<void> {
  const client = await checkOut(pool);
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query(`${renewOrFail(lease, leaseMs)}; COMMIT`);
    client.release();
  } catch (cause) {
    // The server rolls back when the connection goes; queries in flight go with it.
    client.release(true);
    throw failureOf(cause);
  }
}

async function checkOut(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new DatabaseError('unavailable', cause);
  }
}

const DIVISION_BY_ZERO = '22012';

function failureOf(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof LeaseLost) return cause;
  if ('code' in cause && cause.code === DIVISION_BY_ZERO) {
    return new LeaseLost('the lease has expired or has another owner', { cause });
  }
  return new DatabaseError(classifyFailure(cause), cause);
}

/**
 * Renews, or fails by dividing by zero: in one message with COMMIT, nothing else keeps the COMMIT
 * from being executed. Both values are ours: a UUID and a number.
 */
function renewOrFail({ ownerId, token }: Lease, leaseMs: number): string {
  return `WITH renewed AS (
    UPDATE ledger_lease SET expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    WHERE merchant_id = '${SYSTEM_STREAM}' AND owner_id = '${ownerId}' AND token = ${token}
      AND expires_at > clock_timestamp() RETURNING 1)
    SELECT 1 / count(*) FROM renewed`;
}

/** Whom the lease was taken from; null: nobody had it. */
export interface Acquired extends Lease {
  readonly previousOwnerId: string | null;
}

/** Takes the lease if nobody holds it, or it is expired, or ours. Returns undefined if not. */
export async function acquireLease(
  pool: Pool,
  ownerId: string,
  leaseMs: number,
): Promise<Acquired | undefined> {
  const held = await runStatement<{ ownerId: string; free: boolean }>(pool, {
    name: 'tail-look-at-lease',
    text: `SELECT owner_id AS "ownerId", expires_at <= clock_timestamp() OR owner_id = $2 AS free
      FROM ledger_lease WHERE merchant_id = $1`,
    values: [SYSTEM_STREAM, ownerId],
  });
  // Only looking leaves no trace: trying to take it would lock the owner's row.
  if (held[0]?.free === false) return undefined;
  const taken = await runStatement<{ token: string }>(pool, {
    name: 'tail-acquire-lease',
    text: `INSERT INTO ledger_lease AS l (merchant_id, owner_id, token, expires_at)
      VALUES ($1, $2, 1, clock_timestamp() + $3::float8 * interval '1 millisecond')
      ON CONFLICT (merchant_id) DO UPDATE
      SET owner_id = excluded.owner_id, token = l.token + 1, expires_at = excluded.expires_at
      WHERE l.expires_at <= clock_timestamp() OR l.owner_id = excluded.owner_id
      RETURNING token`,
    values: [SYSTEM_STREAM, ownerId, leaseMs],
  });
  const token = taken[0]?.token;
  if (token === undefined) return undefined;
  return { ownerId, token: Number(token), previousOwnerId: held[0]?.ownerId ?? null };
}

/** Throws LeaseLost. */
export async function renewLease(pool: Pool, lease: Lease, leaseMs: number): Promise<void> {
  await setExpiry(pool, lease, leaseMs);
}

/** Lets another instance take over at once. Throws LeaseLost. */
export async function releaseLease(pool: Pool, lease: Lease): Promise<void> {
  await setExpiry(pool, lease, 0);
}

async function setExpiry(pool: Pool, { ownerId, token }: Lease, leaseMs: number): Promise<void> {
  const rows = await runStatement(pool, {
    name: 'tail-renew-lease',
    text: `UPDATE ledger_lease SET expires_at = clock_timestamp() + $4::float8 * interval '1 millisecond'
      WHERE merchant_id = $1 AND owner_id = $2 AND token = $3 AND expires_at > clock_timestamp()
      RETURNING token`,
    values: [SYSTEM_STREAM, ownerId, token, leaseMs],
  });
  if (rows.length === 0) throw new LeaseLost('the lease has expired or has another owner');
}
