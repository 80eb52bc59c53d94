/** A request and its answer, as an operation's page shows them. */
export interface OperationExample {
  readonly request?: unknown;
  /** By status. */
  readonly responses?: Readonly<Record<number, unknown>>;
}

const PAYMENT_ID = 'pay_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d';
const CREATED_AT = '2026-11-23T10:15:30.482Z';

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

/** By operation id; a test holds them to the schemas that validate requests. */
export const API_EXAMPLES: Readonly<Record<string, OperationExample>> = {
  createPayment: { request: paymentRequest, responses: { 201: payment } },
  createPaymentBatch: {
    request: {
      payments: [
        {
          idempotency_key: 'inv-2026-0017',
          amount: 4990,
          currency: 'EUR',
          customer_reference: 'cus_81723',
        },
        {
          idempotency_key: 'inv-2026-0018',
          amount: 1250,
          currency: 'JPY',
          customer_reference: 'cus_40931',
        },
      ],
    },
    responses: {
      200: {
        results: [
          { idempotency_key: 'inv-2026-0017', status: 201, replayed: false, body: payment },
          {
            idempotency_key: 'inv-2026-0018',
            status: 201,
            replayed: true,
            body: {
              id: 'pay_019a9d1b5c4071d2a6e8437fb19c05de',
              object: 'payment',
              amount: 1250,
              currency: 'JPY',
              customer_reference: 'cus_40931',
              status: 'succeeded',
              amount_refunded: 0,
              created_at: '2026-11-23T10:15:30.301Z',
            },
          },
        ],
      },
      201: { object: 'payment_batch', payments: [payment] },
    },
  },
  listPayments: {
    responses: { 200: { data: [payment], next_cursor: null, as_of: '2026-11-24T09:00:00.000Z' } },
  },
  getPayment: { responses: { 200: { ...payment, amount_refunded: 1500 } } },
  createRefund: {
    request: { payment_id: PAYMENT_ID, amount: 1500 },
    responses: { 201: refund },
  },
  listRefunds: {
    responses: { 200: { data: [refund], next_cursor: null, as_of: '2026-11-24T09:00:00.000Z' } },
  },
  getRefund: { responses: { 200: refund } },
  createJob: {
    request: { queue: 'receipts', payload: { payment_id: PAYMENT_ID, locale: 'de' } },
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
};
