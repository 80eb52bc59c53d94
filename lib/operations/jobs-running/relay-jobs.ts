import type { Pool } from '@/lib/database/connection';
import { RUN_JOB } from './run-job';
import { handOverJobs } from './store';

const BATCH_ROWS_MAX = 100;

/**
 * Hands the jobs that wait over to graphile-worker, each once however many relays run. `ownerPool`
 * is the owner's, whose schema graphile_worker is. Returns how many. Throws DatabaseError.
 */
export async function relayJobs(ownerPool: Pool, signal: AbortSignal): Promise<number> {
  let handedOver = 0;
  while (!signal.aborted) {
    const rows = await handOverJobs(ownerPool, RUN_JOB, BATCH_ROWS_MAX);
    handedOver += rows;
    if (rows < BATCH_ROWS_MAX) break;
  }
  return handedOver;
}
