import { jsonResponse } from '@/lib/http/api-message';
import { pageSchema } from '@/lib/http/list-query';
import { refundInput, refundSchema } from '@/lib/operations/contract';
import { refundsQuery } from '@/lib/operations/reading/contract';
import { readRefund, readRefunds } from '@/lib/operations/reading/read-refunds';
import { planRefund } from '@/lib/operations/refunds';
import { reads, searches } from './audit';
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
    audit: searches('refunds'),
    responses: { 200: { description: 'A page', schema: pageSchema(refundSchema) } },
    handle: ({ runtime, principal, query }) => readRefunds(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/refunds/{id}',
    scopes: ['read'],
    tag: 'Refunds',
    summary: 'Read a refund',
    audit: reads('refund'),
    responses: { 200: { description: 'The refund', schema: refundSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params }) => {
      const { merchantId } = principal;
      const { shown, customerReference } = await readRefund(runtime, merchantId, params.id ?? '');
      return { ...jsonResponse(200, shown), ...(customerReference && { customerReference }) };
    },
  }),
];
