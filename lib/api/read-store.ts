import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { readSeal } from '@/lib/ledger/audit/read-seal';
import { readStorage } from '@/lib/maintenance/table-sizes';
import type { Runtime } from '@/lib/server/runtime';

/** How a merchant's log stands, and the store that it shares with others. */
export async function readStore(
  { workPool, engine }: Pick<Runtime, 'workPool' | 'engine'>,
  merchantId: string,
): Promise<ApiResponse> {
  const [log, storage] = await Promise.all([readSeal(workPool, merchantId), readStorage(workPool)]);
  const { size: answers, hits, misses } = engine.cache;
  return jsonResponse(200, {
    object: 'store',
    log,
    cache: { answers, hits, misses },
    storage,
    as_of: new Date().toISOString(),
  });
}
