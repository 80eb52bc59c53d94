import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';

export interface Known {
  readonly key: boolean;
  readonly customer: boolean;
  readonly order: boolean;
  readonly provider: boolean;
}

/**
 * Payments are asked too: they are there at once, their events up to 2 s later. Whoever looked for a
 * name has left it in the log as well, which makes it nobody's.
 */
function reference(column: string): string {
  return `(EXISTS (SELECT FROM payments WHERE merchant_id = $1 AND ${column} = $2)
    OR EXISTS (SELECT FROM events WHERE merchant_id = $1 AND ${column} = $2 AND kind = 'attempt'))`;
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

/**
 * What ids stand for rows of ours: table, column of the id, and what tells the request that made
 * the row, by the prefix of the id.
 */
const ROWS = {
  pay: ['payments', 'payment_id', 'request_id'],
  re: ['refunds', 'refund_id', 'request_id'],
  job: ['jobs', 'job_id', 'request_id'],
  evt: ['events', 'event_id', 'event_id'],
  ikey: ['key_history', 'key_id', 'NULL::uuid'],
  key: ['api_keys', 'api_key_id', 'NULL::uuid'],
  exp: ['exports', 'export_id', 'NULL::uuid'],
} as const;
export type RowPrefix = keyof typeof ROWS;

/** The merchant's row with this id (UUID), with the request that made it, where one did. */
export async function findRow(
  pool: Pool,
  merchantId: string,
  prefix: RowPrefix,
  id: string,
): Promise<{ readonly request: string | null } | undefined> {
  const [table, column, request] = ROWS[prefix];
  const [row] = await runStatement<{ request: string | null }>(pool, {
    name: `look-up-${prefix}`,
    text: `SELECT ${request} AS request FROM ${table} WHERE merchant_id = $1 AND ${column} = $2 LIMIT 1`,
    values: [merchantId, id],
  });
  return row;
}

/** Whether the merchant has events of a request. */
interface RequestEvents {
  readonly found: boolean;
  /** Their keys, each once. */
  readonly keys: readonly string[];
}

const REQUEST_KEYS_MAX = 2;

/**
 * The events of a request or of one record of it (UUID), and their keys; with `resource`, where a
 * batch has made many, only those that made it.
 */
export async function findRequest(
  pool: Pool,
  merchantId: string,
  id: string,
  resource: string | null = null,
): Promise<RequestEvents> {
  const rows = await runStatement<{ key: string | null }>(pool, {
    name: 'look-up-request',
    text: `SELECT DISTINCT idempotency_key AS key FROM events WHERE merchant_id = $1
      AND (event_id = $2 OR request_id = $2 AND request_id <> event_id)
      AND ($3::text IS NULL OR resource = $3 OR resource IS NULL) LIMIT ${REQUEST_KEYS_MAX + 1}`,
    values: [merchantId, id, resource],
  });
  const keys = rows.flatMap(({ key }) => (key === null ? [] : [key]));
  return { found: rows.length > 0, keys };
}
