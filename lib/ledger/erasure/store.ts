import type { Queryable } from '@/lib/database/session';
import { STORED_EVENT, type StoredEventRow } from '../stored-event';

/** The tail moves a stream's head before it makes read models of a batch: it waits here. */
export async function holdStream(transaction: Queryable, merchantId: string): Promise<void> {
  await transaction.query({
    name: 'hold-stream',
    text: 'SELECT FROM ledger_heads WHERE merchant_id = $1 FOR UPDATE',
    values: [merchantId],
  });
}

export async function lockEventsOf(
  transaction: Queryable,
  merchantId: string,
  customer: string,
  limit: number,
): Promise<StoredEventRow[]> {
  const { rows } = await transaction.query<StoredEventRow>({
    name: 'lock-events-of-customer',
    text: `SELECT ${STORED_EVENT} FROM events
      WHERE merchant_id = $1 AND customer_reference = $2 ORDER BY events.seq LIMIT $3 FOR UPDATE`,
    values: [merchantId, customer, limit],
  });
  return rows;
}

interface ErasedRow {
  readonly merchantId: string;
  readonly seq: number;
  readonly recordedAt: string;
  /** JSON text: commitments by column. */
  readonly erased: string;
}

export async function replacePersonal(
  transaction: Queryable,
  rows: readonly ErasedRow[],
): Promise<void> {
  await transaction.query({
    name: 'replace-personal-columns',
    text: `UPDATE events e SET customer_reference = NULL, ip = NULL, last4 = NULL, metadata = NULL,
        user_agent = NULL, personal_salt = NULL, erased = i.erased
      FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::json[])
        AS i(merchant_id, seq, recorded_at, erased)
      WHERE e.merchant_id = i.merchant_id AND e.seq = i.seq AND e.recorded_at = i.recorded_at`,
    values: [
      rows.map((row) => row.merchantId),
      rows.map((row) => row.seq),
      rows.map((row) => row.recordedAt),
      rows.map((row) => row.erased),
    ],
  });
}
