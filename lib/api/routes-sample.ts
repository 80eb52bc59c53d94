import { reasonInput } from '@/lib/access/contract';
import { jsonResponse } from '@/lib/http/api-message';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { sampleCompanySchema } from '@/lib/sample/contract';
import { loadSample } from '@/lib/sample/load-sample';
import { readSample } from '@/lib/sample/read-sample';
import { removeSample } from '@/lib/sample/remove-sample';
import { actorOf } from './actor';
import { plainRoute, type Route } from './route';

const tag = 'Merchants';

export const sampleRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/sample-company',
    scopes: ['read'],
    tag,
    summary: 'Read whether this merchant is a sample company, and what to try on it',
    responses: { 200: { description: 'The sample company', schema: sampleCompanySchema } },
    handle: async ({ runtime, principal }) =>
      jsonResponse(200, await readSample(runtime.workPool, principal.merchantId)),
  }),
  plainRoute({
    method: 'POST',
    path: '/sample-company',
    scopes: ['operator'],
    tag,
    summary: 'Load a sample company',
    description:
      'A merchant of its own with thirty days of made-up history, reported as observations are. Where there is one, it is answered.',
    body: reasonInput,
    responses: { 201: { description: 'The sample company', schema: sampleCompanySchema } },
    handle: async ({ runtime, principal, request, body }) => {
      const asked = { reason: body.reason, requestId: request.requestId };
      const merchantId = await loadSample(runtime.workPool, actorOf(principal), asked);
      return jsonResponse(201, await readSample(runtime.workPool, merchantId));
    },
  }),
  plainRoute({
    method: 'POST',
    path: '/merchants/{id}/remove',
    scopes: ['operator'],
    tag,
    summary: 'Remove a sample company',
    description:
      'It is seen by nobody from now on, and its rows, its log too, are deleted within seconds. No other merchant can be removed.',
    body: reasonInput,
    responses: { 200: { description: 'It is gone', schema: sampleCompanySchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const merchantId = uuidOf('mer', params.id ?? '');
      if (merchantId === undefined) throw notFound('No merchant has this id.');
      await removeSample(runtime.workPool, actorOf(principal), merchantId, body.reason);
      runtime.access.forget();
      return jsonResponse(200, await readSample(runtime.workPool, merchantId));
    },
  }),
];
