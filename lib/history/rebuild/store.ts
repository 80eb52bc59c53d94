import type { Queryable } from '@/lib/database/session';
import type { LogEvent } from '@/lib/ledger/log-event';
import { STORED_EVENT, type StoredEventRow, storedEvent } from '@/lib/ledger/stored-event';

/** A stream of the log, as long as it is. */
export interface Stream {
  readonly merchantId: string;
  readonly size: number;
}

export async function listStreams(transaction: Queryable): Promise<Stream[]> {
  const { rows } = await transaction.query<Stream>({
    name: 'rebuild-list-streams',
    text: `SELECT merchant_id AS "merchantId", size::float8 AS size FROM ledger_heads
      ORDER BY merchant_id`,
    values: [],
  });
  return rows;
}

/** The last month of which events are in the archive only (2025-10); undefined where none are. */
export async function lastArchivedMonth(transaction: Queryable): Promise<string | undefined> {
  const { rows } = await transaction.query<{ month: string }>({
    name: 'rebuild-last-archived',
    text: `SELECT to_char(max(month), 'YYYY-MM') AS month FROM archives HAVING count(*) > 0`,
    values: [],
  });
  return rows[0]?.month;
}

/** The stream's events with the next `limit` seqs, in order; fewer where some are archived. */
export async function readStream(
  transaction: Queryable,
  merchantId: string,
  afterSeq: number,
  limit: number,
): Promise<LogEvent[]> {
  const { rows } = await transaction.query<StoredEventRow>({
    name: 'rebuild-read-stream',
    text: `SELECT ${STORED_EVENT} FROM events WHERE merchant_id = $1
        AND seq > $2 AND seq <= $2::bigint + $3::bigint ORDER BY events.seq`,
    values: [merchantId, afterSeq, limit],
  });
  return rows.map((row) => storedEvent(row).event);
}

/** All of them before any is changed: whoever else writes into one ends first, and nobody begins. */
export async function lockTables(transaction: Queryable, tables: readonly string[]): Promise<void> {
  const text = `LOCK TABLE ${tables.join(', ')} IN SHARE ROW EXCLUSIVE MODE`;
  await transaction.query({ name: 'rebuild-lock-tables', text, values: [] });
}

/** Rows are deleted, not truncated: until the commit everybody reads the tables as they were. */
export async function emptyTable(transaction: Queryable, table: string): Promise<void> {
  await transaction.query({ name: `empty-${table}`, text: `DELETE FROM ${table}`, values: [] });
}
