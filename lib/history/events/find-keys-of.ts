import type { Pool } from '@/lib/database/connection';
import type { KeyFilter } from '../contract';
import { keyId } from '../keys/key-id';
import { type EventConditionsFilter, indexedPart } from './event-conditions';
import { rareAmounts } from './rare-amounts';
import { findKeysOf } from './store';

/** What keys and their events have in common, and the log has an index for. */
const COMMON = [
  'request_id',
  'order_reference',
  'provider_reference',
  'customer_reference',
  'fingerprint',
  'last4',
] as const;

/**
 * Ids of the keys whose events fit what the log has an index for; undefined where the filter has
 * nothing of that kind, or where it is true of more than `max` events.
 */
export async function findKeyIdsOf(
  pool: Pool,
  merchantId: string,
  filter: KeyFilter,
  max: number,
): Promise<string[] | undefined> {
  const common: EventConditionsFilter = Object.fromEntries(
    COMMON.map((name) => [name, filter[name]]),
  );
  const part = indexedPart(common) ?? (await rareAmounts(pool, merchantId, filter));
  const keys = part && (await findKeysOf(pool, merchantId, part, max));
  return keys?.map((key) => keyId(merchantId, key));
}
