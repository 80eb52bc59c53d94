import type { Pool } from '@/lib/database/connection';
import type { ExportJob } from './job';
import { type ExportName, readJob, type StoredJob } from './store';

/** A job whose checkpoint is signed. */
export type ReadyJob = StoredJob & ExportJob;

/** The export's job; undefined where it is gone, or not ready. */
export async function findReadyJob(pool: Pool, name: ExportName): Promise<ReadyJob | undefined> {
  const job = await readJob(pool, name);
  return job?.state === 'ready' && job.asOf ? { ...job, asOf: job.asOf } : undefined;
}
