import type { Pool } from 'pg';
import { type Queryable, runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import type { EventName } from './event-record';

/** Events without an effect wait in memory, so each says how long ago it happened. */
export interface OutboxRow {
  readonly merchantId: string;
  readonly eventId: string;
  readonly outcome: EventName;
  readonly ageMs: number;
  readonly record: string;
  /** The attempt's key, where it may have been executed all the same (a lost acknowledgement). */
  readonly idempotencyKey: string | null;
}

/**
 * Events of refusals. An attempt that turns out to have been executed has its event already and
 * gets no second one.
 */
const INSERT_EVENTS = `
INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
SELECT i.merchant_id, i.event_id, clock_timestamp() - i.age_ms * interval '1 millisecond',
  i.outcome, NULL, i.record::json
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::float8[], $5::text[], $6::text[])
  AS i(merchant_id, event_id, outcome, age_ms, record, idempotency_key)
WHERE i.idempotency_key IS NULL OR NOT EXISTS (
  SELECT FROM idempotency_keys k WHERE k.merchant_id = i.merchant_id
    AND k.idempotency_key = i.idempotency_key AND k.executor_id = i.event_id)
ON CONFLICT (merchant_id, event_id) DO NOTHING`;

export async function insertEvents(pool: Pool, rows: readonly OutboxRow[]): Promise<void> {
  await runStatement(pool, {
    name: 'insert-events',
    text: INSERT_EVENTS,
    values: [
      rows.map((row) => row.merchantId),
      rows.map((row) => row.eventId),
      rows.map((row) => row.outcome),
      rows.map((row) => row.ageMs),
      rows.map((row) => row.record),
      rows.map((row) => row.idempotencyKey),
    ],
  });
}

/** A system event, in the transaction of what it tells of. Returns when it happened (RFC 3339). */
export async function insertSystemEvent(
  transaction: Queryable,
  merchantId: string,
  eventId: string,
  action: string,
  record: string,
): Promise<string> {
  const { rows } = await transaction.query<{ at: string }>({
    name: 'insert-system-event',
    text: `INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
      VALUES ($1, $2, clock_timestamp(), $3, NULL, $4::json)
      RETURNING ${timeText('occurred_at')} AS at`,
    values: [merchantId, eventId, action, record],
  });
  return rows[0]?.at ?? '';
}
