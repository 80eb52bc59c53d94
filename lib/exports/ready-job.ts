import type { Pool } from '@/lib/database/connection';
import type { ReadyJob } from './export-files';
import { type ExportName, readJob } from './store';

/** The export's job; undefined where it is gone, or is as of no checkpoint yet. */
export async function findReadyJob(pool: Pool, name: ExportName): Promise<ReadyJob | undefined> {
  const job = await readJob(pool, name);
  return job?.asOf ? { ...job, asOf: job.asOf } : undefined;
}
