import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import { merchantsDue, PURGED_TABLES, type PurgedTable, purgeBatch } from './store';

const BATCH_ROWS_MAX = 500;
const PAUSE_MS_MIN = 20;

interface PurgeLimits {
  /** How long each table may take. */
  readonly tableMs: number;
  readonly signal: AbortSignal;
}

interface PurgeReport {
  /** Rows of all tables. */
  readonly purged: number;
  /** False when more may be due than there was time for. */
  readonly done: boolean;
}

/**
 * Purges what is due in each table, batch by batch. Any number of purges may run at once. Throws
 * DatabaseError.
 */
export async function purge(pool: Pool, limits: PurgeLimits): Promise<PurgeReport> {
  const reports: PurgeReport[] = [];
  for (const table of PURGED_TABLES) reports.push(await purgeTable(pool, table, limits));
  return {
    purged: reports.reduce((sum, report) => sum + report.purged, 0),
    done: reports.every((report) => report.done),
  };
}

/** Rests after each batch for as long as it took: the hot path has the database half the time. */
async function purgeTable(
  pool: Pool,
  table: PurgedTable,
  { tableMs, signal }: PurgeLimits,
): Promise<PurgeReport> {
  const deadlineMs = performance.now() + tableMs;
  let purged = 0;
  for (const merchantId of await merchantsDue(pool, table)) {
    let rows = BATCH_ROWS_MAX;
    while (rows === BATCH_ROWS_MAX) {
      const startMs = performance.now();
      if (signal.aborted || startMs >= deadlineMs) return { purged, done: false };
      rows = await purgeBatch(pool, table, merchantId, BATCH_ROWS_MAX);
      purged += rows;
      await sleep(Math.max(PAUSE_MS_MIN, performance.now() - startMs));
    }
  }
  return { purged, done: true };
}
