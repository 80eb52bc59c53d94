import type { Pool } from '@/lib/database/connection';
import { findKey } from './store';

/** The key with this id (UUID); undefined where the merchant has none. */
export async function findKeyText(
  pool: Pool,
  merchantId: string,
  keyId: string,
): Promise<string | undefined> {
  return (await findKey(pool, merchantId, keyId))?.idempotency_key;
}
