import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import type { ExpiringGroup } from './fold-expiry';

const EXPIRY = `CASE i.retention WHEN 'indefinite' THEN 'infinity'::timestamptz
  ELSE i.executed_at + i.retention::interval END`;

/** Counts generations in the hour that they are kept until. */
export async function countExpiries(
  transaction: Queryable,
  groups: readonly ExpiringGroup[],
): Promise<void> {
  await transaction.query({
    name: 'count-expiries',
    text: `INSERT INTO expiry_hours AS e (merchant_id, hour, keys)
      SELECT i.merchant_id, date_trunc('hour', ${EXPIRY}, 'UTC'), sum(i.keys)
      FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bigint[])
        AS i(merchant_id, executed_at, retention, keys)
      WHERE i.retention <> 'indefinite' GROUP BY 1, 2
      ON CONFLICT (merchant_id, hour) DO UPDATE SET keys = e.keys + excluded.keys`,
    values: [
      groups.map(({ merchantId }) => merchantId),
      groups.map(({ executedAt }) => executedAt),
      groups.map(({ retention }) => retention),
      groups.map(({ keys }) => keys),
    ],
  });
}

/** Widens the blocks of the keys' first events by their expiry. */
export async function widenKeyBlocks(
  transaction: Queryable,
  groups: readonly ExpiringGroup[],
): Promise<void> {
  await transaction.query({
    name: 'widen-key-blocks',
    text: `INSERT INTO key_blocks AS b (merchant_id, block, first_expires_at, last_expires_at)
      SELECT merchant_id, block, min(expires_at), max(expires_at) FROM (
        SELECT i.merchant_id, i.block, ${EXPIRY} AS expires_at
        FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[])
          AS i(merchant_id, block, executed_at, retention)
      ) AS kept GROUP BY 1, 2
      ON CONFLICT (merchant_id, block) DO UPDATE SET
        first_expires_at = LEAST(b.first_expires_at, excluded.first_expires_at),
        last_expires_at = GREATEST(b.last_expires_at, excluded.last_expires_at)`,
    values: [
      groups.map(({ merchantId }) => merchantId),
      groups.map(({ block }) => block),
      groups.map(({ executedAt }) => executedAt),
      groups.map(({ retention }) => retention),
    ],
  });
}

/** Hours of [from, to) in which keys expire. */
export async function readExpiryHours(
  pool: Pool,
  merchantId: string,
  span: { readonly from: string; readonly to: string },
): Promise<{ readonly hour: string; readonly keys: number }[]> {
  return await runStatement<{ hour: string; keys: number }>(pool, {
    name: 'read-expiry-hours',
    text: `SELECT ${timeText('hour')} AS hour, keys::float8 AS keys FROM expiry_hours
      WHERE merchant_id = $1 AND hour >= $2 AND hour < $3 ORDER BY 1`,
    values: [merchantId, span.from, span.to],
  });
}

/** Keys that expire from now on, before `end`: an index has them. */
export async function countStillKept(pool: Pool, merchantId: string, end: string): Promise<number> {
  const [row] = await runStatement<{ keys: number }>(pool, {
    name: 'count-still-kept',
    text: `SELECT count(*)::float8 AS keys FROM idempotency_keys
      WHERE merchant_id = $1 AND expires_at > clock_timestamp() AND expires_at < $2
        AND expires_at < 'infinity'`,
    values: [merchantId, end],
  });
  return row?.keys ?? 0;
}
