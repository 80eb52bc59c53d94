import { reasonInput } from '@/lib/access/contract';
import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { pageSchema, SHORT_PAGES } from '@/lib/http/list-query';
import {
  BATCH_RECORDS_MAX,
  batchInput,
  batchResultsSchema,
  batchSchema,
  paymentInput,
  paymentSchema,
} from '@/lib/operations/contract';
import { anyRecordHasKey, keyProblem, settleRecords } from '@/lib/operations/keyed-records';
import { batchRecords, isObject, planOneKeyBatch } from '@/lib/operations/one-key-batch';
import { planPayment } from '@/lib/operations/payments';
import { paymentsQuery } from '@/lib/operations/reading/contract';
import { readPayment, readPayments } from '@/lib/operations/reading/read-payments';
import { revealPayment } from '@/lib/operations/reading/reveal-payment';
import { actorOf } from './actor';
import { reads, searches } from './audit';
import {
  answerKeyed,
  findRequestKey,
  type KeyedContext,
  refuseKeyless,
  waitMs,
  withUndelivered,
} from './keyed-request';
import { callerOf } from './refusals';
import { plainRoute, type Route } from './route';

/** Which of the two kinds of batch this is: one key for all, or one for each record. */
async function answerBatch(context: KeyedContext): Promise<ApiResponse> {
  const { body } = context;
  const found = await findRequestKey(context, 'payments');
  const payments = isObject(body) ? body.payments : undefined;
  const keyed = Array.isArray(payments) && anyRecordHasKey(payments);
  if (keyed && found.kind === 'found') {
    const mixed = {
      kind: 'invalid',
      reason: 'is given for the batch and for records',
      raw: found.key,
    } as const;
    return refuseKeyless(context, 'payments', keyProblem(mixed), mixed);
  }
  if (keyed && found.kind === 'missing') return await answerRecords(context);
  return await answerKeyed(context, 'payments', (caller, attemptId) =>
    planOneKeyBatch(body, caller, attemptId),
  );
}

async function answerRecords(context: KeyedContext): Promise<ApiResponse> {
  const { runtime, request, principal, body } = context;
  const list = batchRecords(body);
  if (!list.ok) throw list.problem;
  const caller = callerOf(request, principal);
  const answers = await settleRecords(runtime, caller, list.records, waitMs(context));
  const results = answers.map(
    ({ key, answer }) =>
      `{"idempotency_key":${JSON.stringify(key)},"status":${answer.status},` +
      `"replayed":${answer.replayed},"body":${answer.body}}`,
  );
  return withUndelivered(runtime, caller, {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: `{"results":[${results.join(',')}]}`,
  });
}

export const paymentRoutes: readonly Route[] = [
  {
    kind: 'idempotent',
    method: 'POST',
    path: '/payments',
    scopes: ['ingest'],
    tag: 'Payments',
    summary: 'Make a payment, once',
    operation: 'payments',
    bodyLimitFactor: 1,
    body: paymentInput,
    responses: { 201: { description: 'The payment, or its replay', schema: paymentSchema } },
    handle: (context) => answerKeyed(context, 'payments', () => planPayment(context.body)),
  },
  {
    kind: 'idempotent',
    method: 'POST',
    path: '/payments/batch',
    scopes: ['ingest'],
    tag: 'Payments',
    summary: `Make up to ${BATCH_RECORDS_MAX} payments`,
    description:
      'One key for the batch (header or top-level member): all or nothing, 201. ' +
      'A key in each record: each stands alone, 200 with a result for each.',
    operation: 'payments',
    bodyLimitFactor: 4,
    body: batchInput,
    responses: {
      200: { description: 'A result for each keyed record', schema: batchResultsSchema },
      201: { description: 'All payments, or their replay', schema: batchSchema },
    },
    handle: answerBatch,
  },
  plainRoute({
    method: 'GET',
    path: '/payments',
    scopes: ['read'],
    tag: 'Payments',
    summary: 'List payments, newest first',
    description: SHORT_PAGES,
    query: paymentsQuery,
    audit: searches('payments'),
    responses: { 200: { description: 'A page', schema: pageSchema(paymentSchema) } },
    handle: ({ runtime, principal, query }) => readPayments(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/payments/{id}',
    scopes: ['read'],
    tag: 'Payments',
    summary: 'Read a payment',
    audit: reads('payment'),
    responses: { 200: { description: 'The payment', schema: paymentSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params }) =>
      jsonResponse(200, await readPayment(runtime, principal.merchantId, params.id ?? '')),
  }),
  plainRoute({
    method: 'POST',
    path: '/payments/{id}/reveal',
    scopes: ['payloads', 'reveal'],
    tag: 'Payments',
    summary: 'Reveal what is masked of a payment, for a reason',
    description:
      'For auditors, to whom payloads are masked. Logged as `payment.revealed` with the reason, before anything is answered.',
    body: reasonInput,
    showsPayloads: true,
    responses: { 200: { description: 'The payment', schema: paymentSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const revealer = { ...actorOf(principal), reason: body.reason };
      const { merchantId } = principal;
      const payment = await revealPayment(runtime, merchantId, params.id ?? '', revealer);
      return jsonResponse(200, payment);
    },
  }),
];
