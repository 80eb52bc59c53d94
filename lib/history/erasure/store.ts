import type { Queryable } from '@/lib/database/session';
import { BLOCK_EVENTS } from '../blocks/block';
import type { KeySources } from '../keys/fold-key';

interface KeyToErase {
  readonly keyId: string;
  readonly firstSeq: number;
  readonly customerReference: string | null;
  readonly sources: KeySources;
}

export async function lockKeysOf(
  transaction: Queryable,
  merchantId: string,
  keys: readonly string[],
): Promise<KeyToErase[]> {
  const { rows } = await transaction.query<KeyToErase>({
    name: 'lock-keys-to-erase',
    text: `SELECT key_id AS "keyId", first_seq::float8 AS "firstSeq",
        customer_reference AS "customerReference", sources
      FROM key_history WHERE merchant_id = $1 AND idempotency_key = ANY ($2::text[])
        AND idempotency_key > '' ORDER BY key_id FOR UPDATE`,
    values: [merchantId, keys],
  });
  return rows;
}

export async function replaceKeys(
  transaction: Queryable,
  merchantId: string,
  keys: readonly {
    readonly keyId: string;
    /** The customer is the one of its latest execution, which its columns tell of. */
    readonly isCustomers: boolean;
    readonly sources: KeySources;
  }[],
): Promise<void> {
  await transaction.query({
    name: 'erase-in-keys',
    text: `UPDATE key_history k SET sources = i.sources, source_count = i.source_count,
        customer_reference = CASE WHEN i.is_customers THEN NULL ELSE k.customer_reference END,
        last4 = CASE WHEN i.is_customers THEN NULL ELSE k.last4 END,
        metadata = CASE WHEN i.is_customers THEN NULL ELSE k.metadata END
      FROM unnest($2::uuid[], $3::boolean[], $4::json[], $5::integer[])
        AS i(key_id, is_customers, sources, source_count)
      WHERE k.merchant_id = $1 AND k.key_id = i.key_id`,
    values: [
      merchantId,
      keys.map(({ keyId }) => keyId),
      keys.map(({ isCustomers }) => isCustomers),
      keys.map(({ sources }) => JSON.stringify(sources)),
      keys.map(({ sources }) => sources.kept.length + sources.further.length),
    ],
  });
}

type PersonalField = 'ip' | 'user_agent' | 'key_ip' | 'key_user_agent';

/** Whether anything in the block still has the value of row `b`. */
const HELD: Record<PersonalField, string> = {
  ip: heldByEvent('ip'),
  user_agent: heldByEvent('user_agent'),
  key_ip: heldByKey('ip'),
  key_user_agent: heldByKey('user_agent'),
};

function heldByEvent(column: string): string {
  return `SELECT FROM events e WHERE e.merchant_id = b.merchant_id
    AND e.seq BETWEEN b.first_seq AND b.last_seq AND e.${column} = b.value`;
}

function heldByKey(member: string): string {
  return `SELECT FROM key_history k, json_array_elements(k.sources -> 'kept') AS source
    WHERE k.merchant_id = b.merchant_id AND k.first_seq > 0
      AND k.first_seq BETWEEN b.block * ${BLOCK_EVENTS} + 1 AND (b.block + 1) * ${BLOCK_EVENTS}
      AND source ->> '${member}' = b.value`;
}

/** Deletes the entries of these values in their blocks, where nothing there has the value any more. */
export async function dropUnheldBlocks(
  transaction: Queryable,
  merchantId: string,
  gone: Readonly<Record<PersonalField, readonly { value: string; block: number }[]>>,
): Promise<void> {
  for (const field of Object.keys(HELD) as PersonalField[]) {
    const places = gone[field];
    if (places.length === 0) continue;
    await transaction.query({
      name: `drop-unheld-blocks-${field}`,
      text: `DELETE FROM event_blocks b
        USING (SELECT DISTINCT * FROM unnest($2::text[], $3::bigint[]) AS u(value, block)) AS i
        WHERE b.merchant_id = $1 AND b.field = '${field}' AND b.value = i.value
          AND b.block = i.block AND NOT EXISTS (${HELD[field]})`,
      values: [merchantId, places.map(({ value }) => value), places.map(({ block }) => block)],
    });
  }
}
