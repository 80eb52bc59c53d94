import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';

/** When a sample company was loaded; undefined for a merchant that is none, or that is removed. */
export async function findSample(pool: Pool, merchantId: string): Promise<Date | undefined> {
  const [row] = await runStatement<{ created_at: Date }>(pool, {
    name: 'find-sample',
    text: `SELECT created_at FROM merchants
      WHERE merchant_id = $1 AND sample AND removed_at IS NULL`,
    values: [merchantId],
  });
  return row?.created_at;
}

const SAMPLES_LOCK = 72_707_372;

/** Until the transaction ends nobody else makes a sample company. */
export async function lockSamples(transaction: Queryable): Promise<void> {
  await transaction.query({
    name: 'lock-samples',
    text: 'SELECT pg_advisory_xact_lock($1)',
    values: [SAMPLES_LOCK],
  });
}

/** The sample company that is there, by UUID. */
export async function findAnySample(transaction: Queryable): Promise<string | undefined> {
  const { rows } = await transaction.query<{ merchant_id: string }>({
    name: 'find-any-sample',
    text: `SELECT merchant_id FROM merchants WHERE sample AND removed_at IS NULL
      ORDER BY merchant_id LIMIT 1`,
    values: [],
  });
  return rows[0]?.merchant_id;
}

/** The API key (UUID) under which a sample company's history is reported. */
export async function findReporter(
  transaction: Queryable,
  merchantId: string,
): Promise<string | undefined> {
  const { rows } = await transaction.query<{ api_key_id: string }>({
    name: 'find-sample-reporter',
    text: `SELECT api_key_id FROM api_keys WHERE merchant_id = $1 ORDER BY api_key_id LIMIT 1`,
    values: [merchantId],
  });
  return rows[0]?.api_key_id;
}

/** Hides a sample company and ends its API keys; false where it is none, or gone already. */
export async function markAsRemoved(transaction: Queryable, merchantId: string): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'mark-as-removed',
    text: `UPDATE merchants SET removed_at = clock_timestamp()
      WHERE merchant_id = $1 AND sample AND removed_at IS NULL`,
    values: [merchantId],
  });
  await transaction.query({
    name: 'revoke-removed',
    text: `UPDATE api_keys SET revoked_at = clock_timestamp() FROM merchants m
      WHERE api_keys.merchant_id = $1 AND m.merchant_id = $1 AND m.removed_at IS NOT NULL
        AND revoked_at IS NULL`,
    values: [merchantId],
  });
  return rowCount === 1;
}

/**
 * What has rows of a merchant, all but its name and the hashes of its log: the tail may hold those in
 * memory, and they tell nothing.
 */
export const CLEARED = [
  'events',
  'key_history',
  'key_generations',
  'expiry_hours',
  'traffic',
  'event_blocks',
  'key_blocks',
  'idempotency_keys',
  'key_tombstones',
  'evidence',
  'observation_ids',
  'refunds',
  'payments',
  'jobs',
  'exports',
  'policies',
  'api_keys',
] as const;

/** The sample companies that were removed lately (UUIDs). */
export async function listRemoved(ownerPool: Pool): Promise<string[]> {
  const rows = await runStatement<{ merchant_id: string }>(ownerPool, {
    name: 'list-removed',
    text: `SELECT merchant_id FROM merchants
      WHERE sample AND removed_at > clock_timestamp() - interval '1 day'`,
    values: [],
  });
  return rows.map(({ merchant_id: id }) => id);
}

/** Deletes a removed sample company's rows of a table; how many. The owner's right alone. */
export async function clearTable(
  ownerPool: Pool,
  table: (typeof CLEARED)[number],
  merchantId: string,
): Promise<number> {
  const { rowCount } = await ownerPool.query(
    `DELETE FROM ${table} WHERE merchant_id = $1 AND EXISTS (
       SELECT FROM merchants WHERE merchant_id = $1 AND sample AND removed_at IS NOT NULL)`,
    [merchantId],
  );
  return rowCount ?? 0;
}
