import type { Pool } from 'pg';
import { runStatement } from '@/lib/database/session';

/** Which job the queue's task is for. */
interface JobReference {
  readonly merchantId: string;
  readonly jobId: string;
}

export interface StartedJob {
  readonly queue: string;
  /** JSON text, as it is stored. */
  readonly payload: string;
}

/**
 * Adds up to `limit` waiting jobs to graphile-worker and marks them, in one statement and so in one
 * commit: none is handed over twice, or marked without being there. Returns how many.
 */
export async function handOverJobs(
  ownerPool: Pool,
  task: { readonly identifier: string; readonly maxAttempts: number },
  limit: number,
): Promise<number> {
  const rows = await runStatement(ownerPool, {
    name: 'hand-over-jobs',
    text: `WITH waiting AS MATERIALIZED (
        SELECT merchant_id, job_id, run_at FROM jobs
        WHERE handed_over_at IS NULL ORDER BY job_id LIMIT $1 FOR UPDATE SKIP LOCKED
      ),
      added AS MATERIALIZED (
        SELECT w.merchant_id, w.job_id, graphile_worker.add_job($2,
          json_build_object('merchant_id', w.merchant_id, 'job_id', w.job_id),
          run_at => w.run_at, max_attempts => $3, job_key => w.job_id::text) AS task
        FROM waiting w
      )
      UPDATE jobs j SET handed_over_at = clock_timestamp() FROM added a
      WHERE j.merchant_id = a.merchant_id AND j.job_id = a.job_id
      RETURNING j.job_id`,
    values: [limit, task.identifier, task.maxAttempts],
  });
  return rows.length;
}

/** Marks a run's start. Undefined when an earlier run has finished the job. */
export async function startJob(pool: Pool, job: JobReference): Promise<StartedJob | undefined> {
  const rows = await runStatement<StartedJob>(pool, {
    name: 'start-job',
    text: `UPDATE jobs SET status = 'running', runs = runs + 1,
        started_at = coalesce(started_at, clock_timestamp())
      WHERE merchant_id = $1 AND job_id = $2 AND status IN ('queued', 'running')
      RETURNING queue, payload::text AS payload`,
    values: [job.merchantId, job.jobId],
  });
  return rows[0];
}

/** Writes the one result of a running job; false when another run has written it. */
export async function finishJob(
  pool: Pool,
  job: JobReference,
  outcome: { readonly status: 'succeeded' | 'failed'; readonly result: object },
): Promise<boolean> {
  const rows = await runStatement(pool, {
    name: 'finish-job',
    text: `UPDATE jobs SET status = $3, result = $4::json, finished_at = clock_timestamp()
      WHERE merchant_id = $1 AND job_id = $2 AND status IN ('queued', 'running')
      RETURNING job_id`,
    values: [job.merchantId, job.jobId, outcome.status, JSON.stringify(outcome.result)],
  });
  return rows.length === 1;
}
