import type { ListReader } from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { presentJob } from './present';
import { findJob } from './store';

/** A job and what came of it. Throws the problem `not-found`, also for another merchant's job. */
export async function readJob(
  reader: ListReader,
  merchantId: string,
  id: string,
): Promise<Record<string, unknown>> {
  const jobId = uuidOf('job', id);
  const job = jobId && (await findJob(reader.prisma, merchantId, jobId));
  if (!job) throw notFound('No job of this merchant has this id.');
  return presentJob(job);
}
