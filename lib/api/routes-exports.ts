import { z } from 'zod';
import { cancelExport } from '@/lib/exports/cancel-export';
import { downloadQuery, exportInput, exportSchema } from '@/lib/exports/contract';
import { downloadExport } from '@/lib/exports/download-export';
import { presentExport } from '@/lib/exports/present-export';
import { readExports, requireExport } from '@/lib/exports/read-exports';
import { requestExport } from '@/lib/exports/request-export';
import { jsonResponse } from '@/lib/http/api-message';
import { listQuerySchema, pageSchema } from '@/lib/http/list-query';
import { publicId } from '@/lib/http/uuid';
import { actorOf } from './actor';
import { plainRoute, type Route, type RouteContext } from './route';

const tag = 'Exports';
const scopes = ['export'] as const;

export const exportRoutes: readonly Route[] = [
  plainRoute({
    method: 'POST',
    path: '/exports',
    scopes,
    tag,
    summary: 'Ask for an export',
    description:
      'All rows that the list of that kind has with the same filter, as of a checkpoint of the log that is signed now. It runs by itself: read it until its state is `ready`, then download it. An events or access export proves that no matching record was left out. With `sample`, that many of the matching rows are drawn; the same `seed` draws the same ones.',
    body: exportInput,
    responses: { 202: { description: 'The export, pending', schema: exportSchema } },
    problems: ['unavailable'],
    handle: async (context) => {
      const { runtime, principal, body } = context;
      const actor = actorOf(principal);
      const exportId = await requestExport(runtime, actor, principal.merchantId, body);
      const id = publicId('exp', exportId);
      const location = `${context.request.path}/${id}`;
      return jsonResponse(202, presentExport(await exportOf(context, id)), { location });
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/exports',
    scopes,
    tag,
    summary: 'List exports, newest first',
    query: listQuerySchema,
    responses: { 200: { description: 'A page', schema: pageSchema(exportSchema) } },
    handle: ({ runtime, principal, query }) => readExports(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/exports/{id}',
    scopes,
    tag,
    summary: 'Read an export',
    responses: { 200: { description: 'The export', schema: exportSchema } },
    problems: ['not-found'],
    handle: async (context) =>
      jsonResponse(200, presentExport(await exportOf(context, context.params.id))),
  }),
  plainRoute({
    method: 'POST',
    path: '/exports/{id}/cancel',
    scopes,
    tag,
    summary: 'Cancel an export',
    description: 'One that is finished stays as it is.',
    responses: { 200: { description: 'The export', schema: exportSchema } },
    problems: ['not-found'],
    handle: async (context) => {
      const { runtime, principal, params } = context;
      const found = await exportOf(context, params.id);
      await cancelExport(runtime.workPool, actorOf(principal), found);
      return jsonResponse(200, presentExport(await exportOf(context, params.id)));
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/exports/{id}/download',
    scopes,
    tag,
    summary: 'Download an export',
    description:
      'The data file; with `bundle=zip` an archive of the data, the records, their proofs, a signed manifest and what verifies them all offline: `npm run verify -- BUNDLE`, or its `verify.html` in a browser.',
    query: downloadQuery,
    responses: {
      200: {
        description: 'The file',
        schema: z.string(),
        files: {
          'text/csv': 'seq,occurred_at,recorded_at,source,merchant,operation,idempotency_key',
          'application/jsonl': '{"seq":1,"occurred_at":"2026-11-23T10:15:30.482117Z"}',
          'application/zip': 'PK',
        },
      },
    },
    problems: ['not-found'],
    handle: async (context) => {
      const { runtime, principal, params, query } = context;
      const found = await exportOf(context, params.id);
      const bundle = query.bundle === 'zip';
      return await downloadExport(runtime, actorOf(principal), found, bundle);
    },
  }),
];

function exportOf(
  { runtime, principal }: Pick<RouteContext<unknown, unknown>, 'runtime' | 'principal'>,
  id = '',
) {
  return requireExport(runtime, principal.merchantId, id);
}
