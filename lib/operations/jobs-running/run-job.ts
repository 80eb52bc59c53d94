import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { finishJob, type StartedJob, startJob } from './store';

/** graphile-worker's task for jobs. Its pauses between attempts grow: ten take about four hours. */
export const RUN_JOB = { identifier: 'run_job', maxAttempts: 10 } as const;

const handedOver = z
  .object({ merchant_id: z.uuid(), job_id: z.uuid() })
  .transform(({ merchant_id, job_id }) => ({ merchantId: merchant_id, jobId: job_id }));

/**
 * Runs a job that was handed over. It may run more than once, after a crash; it has one result. On
 * the last attempt a failure is the result. Throws what the attempt failed of, so that the queue
 * tries again.
 */
export async function runJob(pool: Pool, task: unknown, isLastAttempt: boolean): Promise<void> {
  const reference = handedOver.parse(task);
  try {
    const job = await startJob(pool, reference);
    if (job === undefined) return;
    await finishJob(pool, reference, { status: 'succeeded', result: delivery(job) });
  } catch (error) {
    if (isLastAttempt) {
      const result = { error: error instanceof Error ? error.message : String(error) };
      await finishJob(pool, reference, { status: 'failed', result });
    }
    throw error;
  }
}

/** No code of a client runs here: the work is to witness what was delivered where. */
function delivery({ queue, payload }: StartedJob): object {
  return {
    delivered_to: queue,
    payload_bytes: Buffer.byteLength(payload),
    payload_sha256: createHash('sha256').update(payload).digest('hex'),
  };
}
