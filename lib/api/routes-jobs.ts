import { jsonResponse } from '@/lib/http/api-message';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { jobDetailSchema, jobInput, jobSchema } from '@/lib/operations/contract';
import { planJob } from '@/lib/operations/jobs';
import { presentJob } from '@/lib/operations/reading/present';
import { findJob } from '@/lib/operations/reading/store';
import { answerKeyed } from './keyed-request';
import { plainRoute, type Route } from './route';

export const jobRoutes: readonly Route[] = [
  {
    kind: 'idempotent',
    method: 'POST',
    path: '/jobs',
    scopes: ['ingest'],
    tag: 'Jobs',
    summary: 'Queue a job, once',
    operation: 'jobs',
    bodyLimitFactor: 1,
    body: jobInput,
    responses: { 202: { description: 'The queued job, or its replay', schema: jobSchema } },
    handle: (context) =>
      answerKeyed(context, 'jobs', ({ merchantId }, requestId) =>
        planJob(context.body, { merchantId, requestId }),
      ),
  },
  plainRoute({
    method: 'GET',
    path: '/jobs/{id}',
    scopes: ['read'],
    tag: 'Jobs',
    summary: 'Read a job and its result',
    responses: { 200: { description: 'The job', schema: jobDetailSchema } },
    problems: ['not-found'],
    async handle({ runtime, principal, params }) {
      const jobId = uuidOf('job', params.id ?? '');
      const job = jobId && (await findJob(runtime.prisma, principal.merchantId, jobId));
      if (!job) throw notFound('No job of this merchant has this id.');
      return jsonResponse(200, presentJob(job));
    },
  }),
];
