import { randomBytes } from 'node:crypto';
import { setImmediate as afterIo } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import { DatabaseError } from '@/lib/database/failure';
import type { Queryable } from '@/lib/database/session';
import type { Outcome } from '../event-record';
import type { OutboxEvent } from '../map-record';
import type { Projection } from '../projection';
import type { SealedEvent } from './event-columns';
import { type Lease, runLeased, TailError } from './lease';
import { inLogOrder, SALT_BYTES, StreamSealer } from './seal';
import {
  deleteFromOutbox,
  findRecorded,
  type Head,
  insertEvents,
  insertNodes,
  moveHeads,
  readHeads,
} from './store';

/** Rows of one INSERT: while the database takes them, the next ones are sealed. */
const CHUNK_ROWS = 250;
const UNKNOWN: Outcome = 'outcome_unknown';

/** The database takes an event in no form but its bare text, or not even in that. */
export class EventRefused extends TailError {}

interface BatchOptions {
  readonly pool: Pool;
  readonly lease: Lease;
  readonly projections: readonly Projection[];
  /** Keeps the records as text. */
  readonly unread: boolean;
}

/**
 * Moves rows of the outbox into the log, all or none: events, tree, read models and the deletion
 * of the rows are one commit. Returns the database's time. Throws EventRefused where a row itself
 * is at fault, LeaseLost or DatabaseError.
 */
export async function moveBatch(
  options: BatchOptions,
  rows: readonly OutboxEvent[],
): Promise<string> {
  const { pool, lease, projections, unread } = options;
  let time = '';
  await runLeased(pool, lease, async (transaction) => {
    const { now, heads } = await readHeads(transaction, [
      ...new Set(rows.map((row) => row.merchantId)),
    ]);
    time = now;
    const sealers = new Map(
      [...heads.values()].map((head: Head) => [head.merchantId, new StreamSealer(head, now)]),
    );
    const fresh = await withoutRecorded(transaction, rows);
    const sealed = await sealAndInsert(transaction, fresh, sealers, unread);
    const streams = [...sealers.values()];
    const nodes = streams.flatMap((stream) => stream.nodes);
    const events = sealed.map(({ event }) => event);
    // Sent together: while the database works on one, the next is made.
    await Promise.all([
      ...(nodes.length > 0 ? [insertNodes(transaction, nodes)] : []),
      moveHeads(
        transaction,
        streams.map((stream) => stream.move),
      ),
      ...projections.map((projection) => projection.apply(transaction, events)),
      deleteFromOutbox(transaction, rows),
    ]);
  });
  return time;
}

/**
 * An attempt whose acknowledgement was lost is journaled as one of unknown outcome; where its own
 * event had been committed, the log may have that one already.
 */
async function withoutRecorded(
  transaction: Queryable,
  rows: readonly OutboxEvent[],
): Promise<readonly OutboxEvent[]> {
  const unknown = rows.filter((row) => row.outcome === UNKNOWN);
  if (unknown.length === 0) return rows;
  const recorded = await findRecorded(transaction, unknown);
  return rows.filter((row) => row.outcome !== UNKNOWN || !recorded.has(row.eventId));
}

async function sealAndInsert(
  transaction: Queryable,
  rows: readonly OutboxEvent[],
  sealers: ReadonlyMap<string, StreamSealer>,
  unread: boolean,
): Promise<SealedEvent[]> {
  const inOrder = [...rows].sort(inLogOrder);
  const saltDigits = SALT_BYTES * 4;
  const salts = randomBytes(SALT_BYTES * 2 * rows.length).toString('hex');
  const sealed: SealedEvent[] = [];
  const inserts: Promise<void>[] = [];
  for (let start = 0; start < inOrder.length; start += CHUNK_ROWS) {
    for (const row of inOrder.slice(start, start + CHUNK_ROWS)) {
      const sealer = sealers.get(row.merchantId);
      if (sealer === undefined) throw new Error(`no head was read for ${row.merchantId}`);
      const offset = sealed.length * saltDigits;
      sealed.push(sealer.seal(row, salts.slice(offset, offset + saltDigits), unread));
    }
    const insert = insertEvents(transaction, sealed.slice(start));
    // A failure is heard of below; until then it is not an unhandled one.
    insert.catch(() => undefined);
    inserts.push(insert);
    await afterIo();
  }
  try {
    await Promise.all(inserts);
  } catch (cause) {
    throw isRefusal(cause) ? new EventRefused('the log refused an event', { cause }) : cause;
  }
  return sealed;
}

/** SQLSTATE classes of data: the rows themselves were refused. */
function isRefusal(cause: unknown): boolean {
  if (cause instanceof DatabaseError) return cause.failure === 'data';
  return cause instanceof Error && 'code' in cause && /^(22|23|54)/.test(String(cause.code));
}
