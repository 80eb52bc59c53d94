import { jsonResponse } from '@/lib/http/api-message';
import { jobDetailSchema, jobInput, jobSchema } from '@/lib/operations/contract';
import { planJob } from '@/lib/operations/jobs';
import { readJob } from '@/lib/operations/reading/read-job';
import { reads } from './audit';
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
    audit: reads('job'),
    responses: { 200: { description: 'The job', schema: jobDetailSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params }) =>
      jsonResponse(200, await readJob(runtime, principal.merchantId, params.id ?? '')),
  }),
];
