import { describe, expect, test } from 'vitest';
import { expectProblem, newKey, payment } from './api';
import { doors, newMerchant, through } from './doors';
import { effectsOf, eventsOf } from './remains';

const DAY_MS = 86_400_000;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe.each(doors)('$name: a keyed write', (door) => {
  test('is executed once: resource, Location, key and its expiry, one event', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const body = payment({
      order_reference: 'order-1',
      provider_reference: 'psp-1',
      description: 'Twö shoes 👟',
      payment_method: { type: 'card', brand: 'visa', last4: '4242', fingerprint: 'fp_1' },
      metadata: { cart: '7', __proto__x: 'kept' },
      timestamp: '2026-11-23T12:00:00+01:00',
    });
    const reply = await api.pay(body, key);
    expect(reply.status, reply.text).toBe(201);
    expect(reply.json).toEqual({
      id: expect.stringMatching(/^pay_[0-9a-f]{32}$/),
      object: 'payment',
      ...body,
      status: 'succeeded',
      amount_refunded: 0,
      created_at: expect.stringMatching(RFC_3339),
    });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': key,
      'idempotency-key-expires': expect.stringMatching(RFC_3339),
      location: `/api/v1/payments/${reply.json.id}`,
      'request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/),
    });
    expect(reply.headers).not.toHaveProperty('idempotent-replayed');
    const livesMs = Date.parse(String(reply.headers['idempotency-key-expires'])) - Date.now();
    expect(livesMs).toBeGreaterThan(DAY_MS - 60_000);
    expect(livesMs).toBeLessThanOrEqual(DAY_MS + 1000);

    expect(await effectsOf(uuid)).toEqual({ payments: 1, refunds: 0, jobs: 0, keys: 1 });
    expect(await eventsOf(reply.requestId)).toEqual([
      {
        merchantId: uuid,
        outcome: 'executed',
        generation: 1,
        record: expect.objectContaining({
          kind: 'attempt',
          source: 'ingest',
          operation: 'payments',
          idempotency_key: key,
          http_status: 201,
          resource_id: reply.json.id,
          amount: 1999,
          currency: 'EUR',
          customer_reference: 'cus_http',
          order_reference: 'order-1',
          provider_reference: 'psp-1',
          last4: '4242',
          latency_ms: expect.any(Number),
          fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
      },
    ]);
    const read = await api.get(String(reply.headers.location));
    expect(read.status).toBe(200);
    expect(read.json).toEqual(reply.json);
  });

  test.each([
    ['/payments', payment(), 201],
    ['/payments/batch', { payments: [payment(), payment({ amount: 5 })] }, 201],
    ['/jobs', { queue: 'mail', payload: { to: 'x' } }, 202],
  ])('%s is replayed byte for byte, with an event of its own', async (path, body, status) => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const first = await api.keyed(path, body, key);
    const after = await effectsOf(uuid);
    for (let retry = 0; retry < 3; retry += 1) {
      const again = await api.keyed(path, body, key);
      expect([first.status, again.status]).toEqual([status, status]);
      expect(again.text).toBe(first.text);
      for (const name of [
        'content-type',
        'location',
        'idempotency-key',
        'idempotency-key-expires',
      ]) {
        expect(again.headers[name], name).toBe(first.headers[name]);
        expect(again.headers[name], name).toBeDefined();
      }
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(again.requestId).not.toBe(first.requestId);
      expect(await eventsOf(again.requestId)).toMatchObject([
        { outcome: 'replayed', record: { http_status: status, idempotency_key: key } },
      ]);
    }
    expect(await effectsOf(uuid)).toEqual(after);
  });

  test('of a different body is 422 that names the first request, never its content', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const first = await api.pay(
      payment({ customer_reference: 'cus_secret', metadata: { a: '1', 'b/c~d': '2' } }),
      key,
    );
    const other = await api.pay(
      payment({ amount: 77_777, metadata: { a: '1', 'b/c~d': '3' } }),
      key,
    );
    expectProblem(other, 'idempotency-key-reused');
    expect(other.json.detail).toContain(first.requestId);
    expect(other.json.detail).toContain(String(first.json.created_at).slice(0, 23));
    expect(other.text).not.toMatch(/cus_secret|\b(1999|77777)\b|amount/);
    expect(other.headers['idempotency-key']).toBe(key);
    expect(other.headers['idempotency-key-expires']).toBe(first.headers['idempotency-key-expires']);
    expect(other.headers).not.toHaveProperty('idempotent-replayed');
    expect(other.headers).not.toHaveProperty('location');
    expect(await eventsOf(other.requestId)).toMatchObject([
      {
        outcome: 'payload_conflict',
        record: {
          http_status: 422,
          idempotency_key: key,
          changed_pointers: ['/amount', '/customer_reference', '/metadata/b~1c~0d'],
        },
      },
    ]);
    expect(await effectsOf(uuid)).toEqual({ payments: 1, refunds: 0, jobs: 0, keys: 1 });
    const retry = await api.pay(
      payment({ customer_reference: 'cus_secret', metadata: { a: '1', 'b/c~d': '2' } }),
      key,
    );
    expect(retry.text).toBe(first.text);
  });

  test.each([
    ['/payments/batch', { payments: [payment()] }],
    ['/refunds', { payment_id: 'pay_00000000000070008000000000000000' }],
    ['/jobs', { queue: 'mail', payload: 1 }],
  ])('under a key of another operation is 422 at %s', async (path, body) => {
    const { api, uuid } = await newMerchant(door);
    const first = await api.pay();
    const key = String(first.headers['idempotency-key']);
    const other = await api.keyed(path, body, key);
    expectProblem(other, 'idempotency-key-reused');
    expect(other.json.detail).toContain(first.requestId);
    expect(await eventsOf(other.requestId)).toMatchObject([{ outcome: 'payload_conflict' }]);
    expect(await effectsOf(uuid)).toEqual({ payments: 1, refunds: 0, jobs: 0, keys: 1 });
  });

  test('shares no key with another merchant', async () => {
    const [a, b] = [await newMerchant(door), await newMerchant(door)];
    const key = newKey();
    const first = await a.api.pay(payment(), key);
    const second = await b.api.pay(payment({ amount: 3 }), key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers).not.toHaveProperty('idempotent-replayed');
    expect(second.json.id).not.toBe(first.json.id);
  });

  test('is replayed by the other door, byte for byte', async () => {
    const { api } = await newMerchant(door);
    const key = newKey();
    const first = await api.pay(payment(), key);
    for (const other of doors) {
      const again = await through(other, api).pay(payment(), key);
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotent-replayed']).toBe('true');
    }
  });
});
