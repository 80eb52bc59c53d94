import { auditExamples } from './openapi-audit-examples';
import { CONFLICT_EXAMPLES } from './openapi-conflict-examples';
import { HISTORY_EXAMPLES } from './openapi-examples-history';
import { STORY_EXAMPLES } from './openapi-examples-story';
import { EXPORT_EXAMPLES } from './openapi-export-examples';

/** Requests and answers, as an operation's page shows them. */
export interface OperationExample {
  /** Bodies by what they show. */
  readonly requests?: Readonly<Record<string, unknown>>;
  /** Bodies by status. */
  readonly responses?: Readonly<Record<number, unknown>>;
}

const PAYMENT_ID = 'pay_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d';
const CREATED_AT = '2026-11-23T10:15:30.482Z';
const AS_OF = '2026-11-24T09:00:00.000Z';

const paymentRequest = {
  amount: 4990,
  currency: 'EUR',
  customer_reference: 'cus_81723',
  order_reference: 'ord_2026_00017',
  payment_method: { type: 'card', brand: 'visa', last4: '4242' },
};
const payment = {
  id: PAYMENT_ID,
  object: 'payment',
  ...paymentRequest,
  status: 'succeeded',
  amount_refunded: 0,
  created_at: CREATED_AT,
};
const refund = {
  id: 're_019a9d1b7f217e4d8c0a91f35b2d6e70',
  object: 'refund',
  payment_id: PAYMENT_ID,
  amount: 1500,
  currency: 'EUR',
  status: 'succeeded',
  created_at: '2026-11-24T08:02:11.097Z',
};
const job = {
  id: 'job_019a9d1b9a447b1f9d52c8e01734af66',
  object: 'job',
  queue: 'receipts',
  status: 'queued',
  run_at: CREATED_AT,
  created_at: CREATED_AT,
};
const yenPayment = { amount: 1250, currency: 'JPY', customer_reference: 'cus_40931' };
const batch = [
  { amount: 4990, currency: 'EUR', customer_reference: 'cus_81723' },
  yenPayment,
] as const;
const batchPayments = batch.map((record, index) => ({
  id: ['pay_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d', 'pay_019a9d1b5c4071d2a6e8437fb19c05de'][index],
  object: 'payment',
  ...record,
  status: 'succeeded',
  amount_refunded: 0,
  created_at: CREATED_AT,
}));
const policy = {
  object: 'policy',
  operation: 'payments',
  version: 3,
  preset: 'adyen',
  retention: 'P7D',
  evidence_retention: 'P13M',
  ignored_members: ['/timestamp', '/metadata/trace_id'],
  key_headers: [],
  reason: 'Our retries go on for five days',
  created_at: CREATED_AT,
  created_by: 'key_019a9d1b0d8a7c46b2f5e3917a60d8c4',
};
const merchant = {
  id: 'mer_019a9d1b0c3572f18d1e4b6a90c27f53',
  object: 'merchant',
  name: 'Northwind',
  created_at: CREATED_AT,
};
const INVITATION = 'https://onceover.example.com/sign-in#invitation=EXAMPLE';
const person = {
  id: 'per_019a9d1b0e4f7d21a6c38b5e9f10d7a2',
  object: 'person',
  email: 'auditor@example.com',
  name: 'A. Auditor',
  grants: [{ role: 'auditor', merchant_id: merchant.id, ends_at: '2027-03-31T22:00:00.000Z' }],
  created_at: CREATED_AT,
  disabled_at: null,
  last_seen_at: null,
};
const apiKey = {
  id: 'key_019a9d1b0d8a7c46b2f5e3917a60d8c4',
  object: 'api_key',
  merchant_id: merchant.id,
  name: 'Checkout',
  prefix: 'oc_Hq3vT8wLm2Zr',
  scopes: ['ingest', 'read'],
  created_at: CREATED_AT,
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

function page(item: unknown): Readonly<Record<number, unknown>> {
  return { 200: { data: [item], next_cursor: null, as_of: AS_OF } };
}

/** By operation id; a test holds them to the schemas that validate requests. */
export const API_EXAMPLES: Readonly<Record<string, OperationExample>> = {
  createPayment: { requests: { Request: paymentRequest }, responses: { 201: payment } },
  createPaymentBatch: {
    requests: {
      'A key for each record': {
        payments: batch.map((record, index) => ({
          idempotency_key: `inv-2026-001${7 + index}`,
          ...record,
        })),
      },
      'One key for all': { payments: batch },
    },
    responses: {
      200: {
        results: batchPayments.map((body, index) => ({
          idempotency_key: `inv-2026-001${7 + index}`,
          status: 201,
          replayed: index > 0,
          body,
        })),
      },
      201: { object: 'payment_batch', payments: batchPayments },
    },
  },
  listPayments: { responses: page(payment) },
  revealPayment: {
    requests: { 'For a ticket': { reason: 'TICKET-1138: charged twice' } },
    responses: { 200: payment },
  },
  getPayment: { responses: { 200: { ...payment, amount_refunded: 1500 } } },
  createRefund: {
    requests: { Request: { payment_id: PAYMENT_ID, amount: 1500 } },
    responses: { 201: refund },
  },
  listRefunds: { responses: page(refund) },
  getRefund: { responses: { 200: refund } },
  createJob: {
    requests: { Request: { queue: 'receipts', payload: { payment_id: PAYMENT_ID, locale: 'de' } } },
    responses: { 202: job },
  },
  getJob: {
    responses: {
      200: {
        ...job,
        status: 'succeeded',
        runs: 1,
        started_at: '2026-11-23T10:15:30.611Z',
        finished_at: '2026-11-23T10:15:30.742Z',
        result: null,
      },
    },
  },
  createObservation: {
    requests: {
      Request: {
        observations: [
          {
            id: 'checkout-eu-000183',
            occurred_at: '2026-11-23T10:15:30.482913Z',
            operation: 'POST /charges',
            idempotency_key: 'order-2026-00017',
            outcome: 'replayed',
            http_status: 201,
            body: { amount: 4990, currency: 'EUR' },
            resource_id: 'ch_1042',
            amount: 4990,
            currency: 'EUR',
            customer_reference: 'cus_81723',
            client_id: 'checkout-eu',
            ip: '198.51.100.7',
            latency_ms: 3.4,
          },
        ],
      },
    },
    responses: {
      202: {
        accepted: 0,
        duplicates: 0,
        rejected: [{ index: 0, detail: '/outcome: is missing' }],
      },
    },
  },
  ...HISTORY_EXAMPLES,
  ...STORY_EXAMPLES,
  ...CONFLICT_EXAMPLES,
  ...auditExamples,
  ...EXPORT_EXAMPLES,
  listPolicies: { responses: page(policy) },
  getPolicy: { responses: { 200: policy } },
  replacePolicy: {
    requests: {
      Request: {
        preset: 'adyen',
        ignored_members: ['/timestamp', '/metadata/trace_id'],
        reason: 'Our retries go on for five days',
      },
    },
    responses: { 200: policy },
  },
  getPolicyHistory: { responses: page(policy) },
  listMerchants: { responses: page(merchant) },
  createMerchant: {
    requests: { Request: { name: 'Northwind', reason: 'Signed on 20 November' } },
    responses: { 201: merchant },
  },
  listMerchantApiKeys: { responses: page(apiKey) },
  createMerchantApiKey: {
    requests: {
      Request: { name: 'Checkout', scopes: ['ingest', 'read'], reason: 'The new checkout service' },
    },
    responses: { 201: { ...apiKey, secret: 'oc_Hq3vT8wLm2Zr_EXAMPLE' } },
  },
  revokeMerchantApiKey: {
    requests: { Request: { reason: 'Seen in a public log' } },
    responses: { 200: { ...apiKey, revoked_at: AS_OF } },
  },
  listPeople: { responses: page(person) },
  createPerson: {
    requests: {
      Request: {
        email: 'auditor@example.com',
        role: 'auditor',
        merchants: [merchant.id],
        until: '2027-03-31T22:00:00.000Z',
        reason: 'Annual audit',
      },
    },
    responses: { 201: { ...person, invitation: INVITATION } },
  },
  invitePerson: {
    requests: { Request: { reason: 'The first link grew old' } },
    responses: { 200: { ...person, invitation: INVITATION } },
  },
  replacePersonRole: {
    requests: { Request: { role: 'auditor', reason: 'The audit covers every merchant now' } },
    responses: {
      200: { ...person, grants: [{ role: 'auditor', merchant_id: null, ends_at: null }] },
    },
  },
  resetPerson: {
    requests: { 'A lost phone': { reason: 'lost the phone' } },
    responses: { 200: person },
  },
  disablePerson: {
    requests: { Request: { reason: 'The audit is over' } },
    responses: { 200: { ...person, disabled_at: AS_OF } },
  },
};
