import { annotate } from '@/lib/annotations/annotate';
import { annotationInput, annotationSchema, annotationsQuery } from '@/lib/annotations/contract';
import { readAnnotations } from '@/lib/annotations/read-annotations';
import { jsonResponse } from '@/lib/http/api-message';
import { pageSchema } from '@/lib/http/list-query';
import { actorOf } from './actor';
import { plainRoute, type Route } from './route';

const tag = 'History';

export const annotationRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/annotations',
    scopes: ['read'],
    tag,
    summary: 'List what was noted of moments, noted last first',
    description: 'Deploys, incidents: charts show them where they happened.',
    query: annotationsQuery,
    responses: { 200: { description: 'A page', schema: pageSchema(annotationSchema) } },
    handle: ({ runtime, principal, query }) =>
      readAnnotations(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'POST',
    path: '/annotations',
    scopes: ['annotate', 'admin'],
    tag,
    summary: 'Note what happened at a moment',
    description:
      'A deploy, an incident. It stays, with who noted it and why; a pipeline may send it with a key of scope `admin`.',
    body: annotationInput,
    responses: { 201: { description: 'The annotation', schema: annotationSchema } },
    handle: async ({ runtime, principal, body }) =>
      jsonResponse(201, await annotate(runtime, actorOf(principal), principal.merchantId, body)),
  }),
];
