import { jsonResponse } from '@/lib/http/api-message';
import { listName, pageResponse, pageSchema } from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { refundInput, refundSchema } from '@/lib/operations/contract';
import { refundsQuery } from '@/lib/operations/reading/contract';
import { presentRefund } from '@/lib/operations/reading/present';
import { findRefund, listRefunds } from '@/lib/operations/reading/store';
import { planRefund } from '@/lib/operations/refunds';
import { answerKeyed } from './keyed-request';
import { plainRoute, type Route } from './route';

export const refundRoutes: readonly Route[] = [
  {
    kind: 'idempotent',
    method: 'POST',
    path: '/refunds',
    scopes: ['ingest'],
    tag: 'Refunds',
    summary: 'Refund a payment, wholly or in part',
    description: 'Refunds together never exceed the payment, however many race.',
    operation: 'refunds',
    bodyLimitFactor: 1,
    body: refundInput,
    responses: { 201: { description: 'The refund, or its replay', schema: refundSchema } },
    problems: ['refund-exceeds-payment'],
    handle: (context) =>
      answerKeyed(context, 'refunds', ({ merchantId }, requestId) =>
        planRefund(context.body, { merchantId, requestId }),
      ),
  },
  plainRoute({
    method: 'GET',
    path: '/refunds',
    scopes: ['read'],
    tag: 'Refunds',
    summary: 'List refunds, newest first',
    query: refundsQuery,
    responses: { 200: { description: 'A page', schema: pageSchema(refundSchema) } },
    async handle({ runtime, principal: { merchantId }, query }) {
      const { limit, cursor, payment_id } = query;
      const list = listName(merchantId, '/refunds', query);
      const before = cursor && runtime.cursors.verify(list, cursor);
      const rows = await listRefunds(runtime.prisma, { merchantId, before, limit }, payment_id);
      return pageResponse(rows, limit, runtime.cursors, list, (row) => row.refundId, presentRefund);
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/refunds/{id}',
    scopes: ['read'],
    tag: 'Refunds',
    summary: 'Read a refund',
    responses: { 200: { description: 'The refund', schema: refundSchema } },
    problems: ['not-found'],
    async handle({ runtime, principal, params }) {
      const refundId = uuidOf('re', params.id ?? '');
      const refund = refundId && (await findRefund(runtime.prisma, principal.merchantId, refundId));
      if (!refund) throw notFound('No refund of this merchant has this id.');
      return jsonResponse(200, presentRefund(refund));
    },
  }),
];
