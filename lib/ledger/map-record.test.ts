import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapRecord, mapUnread, type OutboxEvent } from './map-record';

const PLACE = { seq: 7, recordedAt: '2026-11-30T01:00:01.000001Z' };
const UUID = '0190aBcd-0000-7000-8000-00000000000f';

function row(record: unknown, over: Partial<OutboxEvent> = {}): OutboxEvent {
  return {
    merchantId: '01900000-0000-7000-8000-000000000001',
    eventId: '01900000-0000-7000-8000-000000000002',
    occurredAt: '2026-11-30T01:00:00.123456Z',
    outcome: 'executed',
    generation: 3,
    record: typeof record === 'string' ? record : JSON.stringify(record),
    ...over,
  };
}

const map = (record: unknown, over?: Partial<OutboxEvent>) => mapRecord(row(record, over), PLACE);

test('every member of an attempt has its column, what has none is the detail', () => {
  const { event, detailText, metadataText } = map({
    kind: 'attempt',
    source: 'ingest',
    request_id: UUID,
    client_id: UUID,
    ip: '192.0.2.1',
    user_agent: 'tests/1',
    latency_ms: 1.2345,
    operation: 'payments',
    idempotency_key: 'k-1',
    http_status: 422,
    fingerprint: 'AB'.repeat(32),
    policy_version: 0,
    resource_id: 'pay_1',
    changed_pointers: ['/amount'],
    first_request_id: UUID,
    reason: 'why',
    amount: 1999,
    currency: 'EUR',
    customer_reference: 'cus',
    order_reference: 'ord',
    provider_reference: 'prv',
    last4: '4242',
    metadata: { b: '2', a: '1' },
    payment_id: 'pay_0',
    records: 2,
  });
  expect(event).toEqual({
    merchantId: '01900000-0000-7000-8000-000000000001',
    seq: 7,
    recordedAt: '2026-11-30T01:00:01.000001Z',
    eventId: '01900000-0000-7000-8000-000000000002',
    occurredAt: '2026-11-30T01:00:00.123456Z',
    kind: 'attempt',
    source: 'ingest',
    outcome: 'executed',
    operation: 'payments',
    idempotencyKey: 'k-1',
    generation: 3,
    httpStatus: 422,
    fingerprint: 'ab'.repeat(32),
    resource: 'pay_1',
    amount: 1999,
    currency: 'EUR',
    customerReference: 'cus',
    orderReference: 'ord',
    providerReference: 'prv',
    last4: '4242',
    metadata: { b: '2', a: '1' },
    client: 'key_0190abcd00007000800000000000000f',
    ip: '192.0.2.1',
    userAgent: 'tests/1',
    requestId: UUID.toLowerCase(),
    latencyUs: 1235,
    actor: null,
    actorRole: null,
    action: null,
    subjectType: null,
    subject: null,
    reason: 'why',
    detail: {
      policy_version: 0,
      changed_pointers: ['/amount'],
      first_request_id: 'req_0190abcd00007000800000000000000f',
      payment_id: 'pay_0',
      records: 2,
    },
  });
  expect(detailText).toBe(canonicalize(event.detail));
  expect(metadataText).toBe('{"a":"1","b":"2"}');
});

test('a system event, with what was before and after, null or not', () => {
  const { event } = map(
    {
      kind: 'system',
      actor: 'ada',
      actor_role: 'admin',
      action: 'policy.changed',
      subject_type: 'policy',
      subject_id: 'refunds',
      reason: 'r',
      before: null,
      after: { retention: 'PT1H' },
    },
    { outcome: 'policy.changed', generation: null },
  );
  expect(event).toMatchObject({
    kind: 'system',
    source: 'ingest',
    outcome: 'policy.changed',
    generation: null,
    actor: 'ada',
    actorRole: 'admin',
    action: 'policy.changed',
    subjectType: 'policy',
    subject: 'refunds',
    reason: 'r',
    detail: { before: null, after: { retention: 'PT1H' } },
  });
});

test('an observed client that looks like an API key of ours is not taken for one', () => {
  expect(map({ source: 'observed', client_id: UUID }).event.client).toBe(UUID);
  expect(map({ source: 'ingest', client_id: UUID }).event.client).toMatch(/^key_/);
});

test('an observed event names its client as it likes; an empty text is no text', () => {
  const { event } = map({ source: 'observed', client_id: 'checkout', ip: '', user_agent: null });
  expect(event).toMatchObject({
    source: 'observed',
    client: 'checkout',
    ip: null,
    userAgent: null,
  });
  expect(event.detail).toEqual({});
});

describe('what a column cannot take stands under its name in detail.unmapped', () => {
  test.each([
    ['kind', 'other'],
    ['source', 5],
    ['idempotency_key', 'k'.repeat(801)],
    ['customer_reference', 'a\0b'],
    ['operation', ['payments']],
    ['http_status', 40_000],
    ['http_status', '201'],
    ['fingerprint', 'ab'],
    ['amount', 1.5],
    ['amount', 2 ** 53],
    ['metadata', { a: 1 }],
    ['metadata', ['a']],
    ['request_id', 'req_1'],
    ['latency_ms', -1],
    ['latency_ms', 'fast'],
    ['subject_id', { id: 1 }],
  ])('%s: %j', (name, value) => {
    const { event } = map({ currency: 'EUR', [name]: value });
    expect(event.currency).toBe('EUR');
    expect(event.detail).toEqual({ unmapped: { [name]: value } });
  });
});

test.each([
  ['a lone surrogate', '{"kind":"system","order_reference":"\\ud800"}'],
  ['a lone surrogate in the detail', '{"x":"\\udfff"}'],
  ['a number beyond every double', '{"amount":1e999}'],
  ['no object', '[1]'],
  ['no JSON at all', 'torn {'],
])('%s: the record is kept as text', (_, text) => {
  expect(map(text).event.detail).toEqual({ unmapped_record: text });
  expect(mapUnread(row(text), PLACE)).toEqual(map(text));
});

test('a member called __proto__ is one like any other', () => {
  const { event, detailText } = map('{"__proto__":{"kind":"system"},"constructor":1}');
  expect(event.kind).toBe('attempt');
  expect(detailText).toBe('{"__proto__":{"kind":"system"},"constructor":1}');
});

test('whatever JSON a row holds, it becomes an event that comes back from its texts', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.oneof(
          fc.constantFrom('amount', 'metadata', 'ip', 'request_id', 'kind', 'latency_ms'),
          fc.string(),
        ),
        fc.jsonValue(),
      ),
      (record) => {
        const { event, detailText } = map(record);
        expect(canonicalize(JSON.parse(detailText))).toBe(detailText);
        expect(detailText).toBe(canonicalize(event.detail));
      },
    ),
    { numRuns: 500 },
  );
});
