import type { OperationExample } from './openapi-examples';

const AS_OF = '2026-11-24T09:00:00.000Z';
export const KEY = 'inv-2026-0017';
export const KEY_ID = 'ikey_056179fa6e4c8e5a9b00ada9ab1ad75e';
const FINGERPRINT = 'f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2';
export const CLIENT_ID = 'key_019a9d1b0d8a7c46b2f5e3917a60d8c4';
const FIRST_REQUEST = 'req_019a9d1b5c317a2f8e4d6b9c0f1a2b3c';

const content = {
  operation: 'payments',
  fingerprint: FINGERPRINT,
  resource_id: 'pay_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d',
  amount: 4990,
  currency: 'EUR',
  policy_version: 0,
  customer_reference: 'cus_81723',
  order_reference: 'ord_2026_00017',
  provider_reference: null,
  last4: '4242',
  metadata: null,
};
export const executed = {
  id: 'evt_019a9d1b5c317a2f8e4d6b9c0f1a2b3c',
  object: 'event',
  seq: 48211,
  occurred_at: '2026-11-23T10:15:30.482113Z',
  recorded_at: '2026-11-23T10:15:30.598740Z',
  kind: 'attempt',
  source: 'ingest',
  outcome: 'executed',
  http_status: 201,
  ...content,
  idempotency_key: KEY,
  key_id: KEY_ID,
  generation: 1,
  changed_pointers: null,
  first_request_id: null,
  client_id: CLIENT_ID,
  ip: '203.0.113.7',
  user_agent: 'checkout/4.2',
  request_id: FIRST_REQUEST,
  latency_ms: 3.214,
  reason: null,
  detail: {},
  leaf_hash: '9c22ff5f21f0b81b113e63f7db6da94fedef11b2119b4088b89664fb9a3cb658',
};
export const conflict = {
  ...executed,
  id: 'evt_019a9d1c08d47e5f9a1b2c3d4e5f6071',
  seq: 48390,
  occurred_at: '2026-11-23T10:16:14.036527Z',
  recorded_at: '2026-11-23T10:16:14.120004Z',
  outcome: 'payload_conflict',
  http_status: 422,
  amount: 9900,
  resource_id: null,
  fingerprint: '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',
  changed_pointers: ['/amount'],
  first_request_id: FIRST_REQUEST,
  request_id: 'req_019a9d1c08d47e5f9a1b2c3d4e5f6071',
  latency_ms: 1.87,
  leaf_hash: '8855508aade16ec573d21e6a485dfd0a7624085c1a14b5ecdd6485de0c6839a4',
};
const read = {
  ...executed,
  id: 'evt_019a9d2f3b1c7d4e8f90a1b2c3d4e5f6',
  seq: 50127,
  kind: 'system',
  outcome: 'payment.read',
  operation: null,
  http_status: 200,
  fingerprint: null,
  resource_id: null,
  amount: null,
  currency: null,
  policy_version: null,
  order_reference: null,
  last4: null,
  idempotency_key: null,
  key_id: null,
  generation: null,
  reason: 'TICKET-1138',
  actor: CLIENT_ID,
  actor_role: 'read',
  action: 'payment.read',
  subject_type: 'payment',
  subject_id: content.resource_id,
  before: null,
  after: null,
};
export const key = {
  id: KEY_ID,
  object: 'key',
  idempotency_key: KEY,
  state: 'completed',
  generation: 1,
  first_seen: executed.occurred_at,
  last_seen: conflict.occurred_at,
  first_seq: executed.seq,
  last_seq: conflict.seq,
  executed_at: executed.occurred_at,
  expires_at: '2026-11-24T10:15:30.482113Z',
  attempts: 2,
  replays: 0,
  conflicts: 1,
  in_progress_conflicts: 0,
  refusals: 0,
  undelivered: 0,
  source_count: 1,
  http_status: 201,
  ...content,
};
const { customer_reference, order_reference, provider_reference, last4, metadata, ...execution } =
  content;

export const span = {
  from: '2026-11-23T10:00:00.000Z',
  to: '2026-11-23T11:00:00.000Z',
  as_of: AS_OF,
};

const traffic = {
  attempts: 1204,
  outcomes: { executed: 1190, replayed: 13, payload_conflict: 1 },
  amounts: { EUR: 5938100, JPY: 1250 },
  prevented: { EUR: 64870 },
  latency_ms: { p50: 2.1, p95: 5.9, p99: 11.4 },
  first_seq: 47980,
  last_seq: 49183,
};

export function page(item: unknown): Readonly<Record<number, unknown>> {
  return { 200: { data: [item], next_cursor: null, as_of: AS_OF } };
}

const payloads = {
  object: 'payloads',
  id: KEY_ID,
  idempotency_key: KEY,
  last4: content.last4,
  metadata: null,
  bodies: [
    {
      event_id: executed.id,
      seq: executed.seq,
      occurred_at: executed.occurred_at,
      outcome: executed.outcome,
      part: 'request',
      body: '{"amount":4990,"currency":"EUR","customer_reference":"cus_81723"}',
      kept_until: '2027-12-24T10:15:30.482113Z',
    },
  ],
};

/** Of what is read from the log, by operation id. */
export const HISTORY_EXAMPLES: Readonly<Record<string, OperationExample>> = {
  listKeys: { responses: page(key) },
  listKeyPayloads: { responses: { 200: payloads } },
  revealKey: {
    requests: { 'For a ticket': { reason: 'TICKET-1138: charged twice' } },
    responses: { 200: payloads },
  },
  getKey: {
    responses: {
      200: {
        ...key,
        sources: [
          { client_id: CLIENT_ID, ip: executed.ip, user_agent: executed.user_agent, attempts: 2 },
        ],
        generations: [
          {
            generation: 1,
            executed_at: executed.occurred_at,
            executed_seq: executed.seq,
            expires_at: key.expires_at,
            http_status: 201,
            ...execution,
            attempts: 2,
            replays: 0,
            conflicts: 1,
          },
        ],
        first_event: executed,
        last_event: conflict,
      },
    },
  },
  listKeyEvents: { responses: page(conflict) },
  listEvents: { responses: page(conflict) },
  getEvent: { responses: { 200: executed } },
  getAuditAccess: { responses: page(read) },
  getLookup: {
    responses: {
      200: {
        data: [{ what: 'key', id: KEY_ID, href: `/api/v1/keys/${KEY_ID}`, key_id: KEY_ID }],
        as_of: AS_OF,
      },
    },
  },
  getStatsTraffic: {
    responses: {
      200: {
        object: 'traffic',
        step: 'PT1H',
        ...span,
        total: traffic,
        data: [{ at: span.from, ...traffic }],
      },
    },
  },
  getStatsBreakdown: {
    responses: {
      200: {
        object: 'breakdown',
        by: 'pointer',
        ...span,
        complete: true,
        data: [
          {
            value: '/amount',
            attempts: 1,
            first_seen: conflict.occurred_at,
            last_seen: conflict.occurred_at,
            customers: 1,
            amounts: { EUR: 9900 },
          },
        ],
      },
    },
  },
  getAuditSample: {
    responses: {
      200: {
        object: 'sample',
        ...span,
        seed: 'drawn on 24 November',
        matching: 1204,
        data: [conflict],
      },
    },
  },
  getStatsStore: {
    responses: {
      200: {
        object: 'store',
        log: { size: 49190, signed_size: 49183, signed_at: AS_OF, lag_ms: 212.4 },
        cache: { answers: 1203, hits: 911, misses: 24 },
        storage: [
          { part: 'log', bytes: 61_235_200 },
          { part: 'keys', bytes: 8_192_000 },
        ],
        as_of: AS_OF,
      },
    },
  },
  getStatsExpiry: {
    responses: {
      200: { object: 'expiry', ...span, data: [{ at: span.from, keys: 1190 }] },
    },
  },
};
