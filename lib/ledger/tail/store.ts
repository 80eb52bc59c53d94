import type { Pool } from 'pg';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { OutboxEvent } from '../map-record';
import type { TreeNode } from '../tree';
import { eventParameters, INSERT_EVENTS, type SealedEvent } from './event-columns';
import { LeaseLost } from './lease';
import type { Gap } from './low-water-marks';

/** A time as the log has it: RFC 3339, UTC, microseconds. */
const rfc3339 = (expression: string) =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * The rows of the outbox that lie in the gaps, at most `limit`. A gap is a range of the primary key:
 * dead rows that lie outside, kept by an old snapshot, are not walked over again and again.
 */
const READ_OUTBOX = `
SELECT r.merchant_id AS "merchantId", r.event_id AS "eventId", ${rfc3339('r.occurred_at')} AS "occurredAt",
  r.outcome, r.generation, r.record::text AS record,
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs"
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
  /** Since its id was made, milliseconds: what is observed may have happened long before. */
  readonly waitedMs: number;
}

export async function readOutbox(
  pool: Pool,
  gaps: readonly Gap[],
  limit: number,
): Promise<OutboxRead[]> {
  const rows = await runStatement<OutboxEvent & { nowMs: number }>(pool, {
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
  return rows.map((row) => ({ ...row, waitedMs: row.nowMs - uuidMs(row.eventId, row.nowMs) }));
}

/** When a UUIDv7 was made, in Unix milliseconds; of another UUID `otherwise`. */
function uuidMs(uuid: string, otherwise: number): number {
  if (uuid[14] !== '7') return otherwise;
  return Math.min(Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16), otherwise);
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

/** Waits for whoever writes into the log, and keeps it as it is; what they write besides follows. */
export async function lockEvents(transaction: Queryable): Promise<void> {
  const text = 'LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE';
  await transaction.query({ name: 'hold-lock-events', text, values: [] });
}

export async function insertEvents(
  transaction: Queryable,
  events: readonly SealedEvent[],
): Promise<void> {
  const values = eventParameters(events);
  await transaction.query({ name: 'tail-insert-events', text: INSERT_EVENTS, values });
}

/** The ids among these rows' that the log has. */
export async function findRecorded(
  transaction: Queryable,
  rows: readonly OutboxEvent[],
): Promise<ReadonlySet<string>> {
  const found = await transaction.query<{ id: string }>({
    name: 'tail-find-recorded',
    text: `SELECT e.event_id AS id FROM unnest($1::uuid[], $2::uuid[]) AS i(merchant_id, event_id)
      JOIN events e ON e.merchant_id = i.merchant_id AND e.event_id = i.event_id`,
    values: [rows.map((row) => row.merchantId), rows.map((row) => row.eventId)],
  });
  return new Set(found.rows.map(({ id }) => id));
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
