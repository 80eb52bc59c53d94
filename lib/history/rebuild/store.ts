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

/** The stream's events behind this seq, in order. */
export async function readStream(
  transaction: Queryable,
  merchantId: string,
  afterSeq: number,
  limit: number,
): Promise<LogEvent[]> {
  const { rows } = await transaction.query<StoredEventRow>({
    name: 'rebuild-read-stream',
    text: `SELECT ${STORED_EVENT} FROM events WHERE merchant_id = $1 AND seq > $2
      ORDER BY events.seq LIMIT $3`,
    values: [merchantId, afterSeq, limit],
  });
  return rows.map((row) => storedEvent(row).event);
}

/** Rows are deleted, not truncated: until the commit everybody reads the tables as they were. */
export async function emptyTable(transaction: Queryable, table: string): Promise<void> {
  await transaction.query({ name: `empty-${table}`, text: `DELETE FROM ${table}`, values: [] });
}
