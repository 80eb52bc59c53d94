import { jsonResponse } from '@/lib/http/api-message';
import {
  OBSERVATIONS_MAX,
  observationsInput,
  observationsResult,
} from '@/lib/observations/contract';
import { reportObservations } from '@/lib/observations/report-observations';
import { plainRoute, type Route } from './route';

export const observationRoutes: readonly Route[] = [
  plainRoute({
    method: 'POST',
    path: '/observations',
    scopes: ['ingest'],
    tag: 'Observations',
    summary: `Report up to ${OBSERVATIONS_MAX} attempts that another service decided`,
    description:
      'For services with idempotency of their own, and for history. Each record is judged by itself: ' +
      'one that does not fit is in `rejected`, the others are taken. The `id` deduplicates for good: ' +
      'the first report of an id stands, so a report may be sent again whenever its answer was lost.',
    bodyLimitFactor: 4,
    body: observationsInput,
    responses: { 202: { description: 'What became of them', schema: observationsResult } },
    handle: async ({ runtime, request, principal, body }) => {
      const reporter = {
        merchantId: principal.merchantId,
        apiKeyId: principal.clientId,
        requestId: request.requestId,
      };
      const { observations } = body;
      return jsonResponse(202, await reportObservations(runtime.workPool, reporter, observations));
    },
  }),
];
