import type { Pool } from '@/lib/database/connection';
import { CLEARED, clearTable, listRemoved } from './store';

/**
 * Deletes what removed sample companies have left, their log too: history that never happened is no
 * evidence. Runs again and again, as attempts may still have been on their way. Returns how many rows.
 */
export async function clearRemovedSamples(ownerPool: Pool): Promise<number> {
  let cleared = 0;
  for (const merchantId of await listRemoved(ownerPool)) {
    for (const table of CLEARED) cleared += await clearTable(ownerPool, table, merchantId);
  }
  return cleared;
}
