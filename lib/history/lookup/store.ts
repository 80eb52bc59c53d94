import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';

export interface Known {
  readonly key: boolean;
  readonly customer: boolean;
  readonly order: boolean;
  readonly provider: boolean;
}

/** Payments are asked too: they are there at once, their events up to 2 s later. */
function reference(column: string): string {
  return `(EXISTS (SELECT FROM payments WHERE merchant_id = $1 AND ${column} = $2)
    OR EXISTS (SELECT FROM events WHERE merchant_id = $1 AND ${column} = $2))`;
}

const FIND_NAMED = `SELECT
  EXISTS (SELECT FROM key_history WHERE merchant_id = $1 AND key_id = $3) AS key,
  ${reference('customer_reference')} AS customer,
  ${reference('order_reference')} AS "order",
  ${reference('provider_reference')} AS provider`;

/** As what the merchant knows a name: one may be several things. */
export async function findNamed(
  pool: Pool,
  merchantId: string,
  name: string,
  keyId: string,
): Promise<Known> {
  const [row] = await runStatement<Known>(pool, {
    name: 'find-named',
    text: FIND_NAMED,
    values: [merchantId, name, keyId],
  });
  return row ?? { key: false, customer: false, order: false, provider: false };
}

/** What ids stand for rows of ours: table and column by the prefix of the id. */
const ROWS = {
  pay: ['payments', 'payment_id'],
  re: ['refunds', 'refund_id'],
  job: ['jobs', 'job_id'],
  evt: ['events', 'event_id'],
  ikey: ['key_history', 'key_id'],
  key: ['api_keys', 'api_key_id'],
} as const;
export type RowPrefix = keyof typeof ROWS;

/** Whether the merchant has the row with this id (UUID). */
export async function hasRow(
  pool: Pool,
  merchantId: string,
  prefix: RowPrefix,
  id: string,
): Promise<boolean> {
  const [table, column] = ROWS[prefix];
  const rows = await runStatement(pool, {
    name: `has-${prefix}`,
    text: `SELECT FROM ${table} WHERE merchant_id = $1 AND ${column} = $2 LIMIT 1`,
    values: [merchantId, id],
  });
  return rows.length > 0;
}

/** Whether the merchant has events of this request (UUID). */
export async function hasRequest(pool: Pool, merchantId: string, id: string): Promise<boolean> {
  const rows = await runStatement(pool, {
    name: 'has-request',
    text: `SELECT FROM events WHERE merchant_id = $1 AND (event_id = $2
      OR request_id = $2 AND request_id <> event_id) LIMIT 1`,
    values: [merchantId, id],
  });
  return rows.length > 0;
}
