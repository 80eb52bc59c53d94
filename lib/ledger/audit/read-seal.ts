import type { Pool } from '@/lib/database/connection';
import { readSealRow, type Seal } from './store';

/** How far a merchant's log is sealed and signed, without asking for a signature. */
export async function readSeal(pool: Pool, merchantId: string): Promise<Seal> {
  const sealed = await readSealRow(pool, merchantId);
  return sealed ?? { size: 0, signed_size: 0, signed_at: null, lag_ms: 0 };
}
