import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import type { JsonValue } from '@/lib/http/strict-json';
import { uuidv7 } from '@/lib/http/uuid';
import { countBy, EngineHarness, payment } from '@/lib/idempotency/testing/engine-harness';
import { planJob } from './jobs';
import { planOneKeyBatch } from './one-key-batch';
import { planRefund } from './refunds';

let database: TestDatabase;
let one: EngineHarness;
let other: EngineHarness;

beforeAll(async () => {
  database = await createTestDatabase();
  one = new EngineHarness(database);
  other = new EngineHarness(database, one.merchantId, one.policies);
});

afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await database?.drop();
});

async function pay(amount: number): Promise<string> {
  const { stored } = await one.pay(randomUUID(), payment(amount));
  return JSON.parse(stored.body).id;
}

function refund(harness: EngineHarness, key: string, body: { [member: string]: JsonValue }) {
  const attemptId = uuidv7();
  const { plan, facts } = planRefund(body, {
    merchantId: harness.merchantId,
    requestId: attemptId,
  });
  const path = '/api/v1/refunds';
  return harness.settle(key, body, plan, { attemptId, facts, operation: 'refunds', path });
}

async function refunded(): Promise<Map<string, number>> {
  const { rows } = await database.pool.query<{ id: string; sum: string }>(
    `SELECT 'pay_' || replace(payment_id::text, '-', '') AS id, sum(amount) FROM refunds GROUP BY 1`,
  );
  return new Map(rows.map((row) => [row.id, Number(row.sum)]));
}

test('however many refunds race, together they never exceed the payment', async () => {
  const id = await pay(1000);
  const settled = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      refund(index % 2 ? one : other, randomUUID(), { payment_id: id, amount: 90 }),
    ),
  );
  expect(countBy(settled, ({ stored }) => String(stored.status))).toEqual({ 201: 11, 422: 49 });
  expect((await refunded()).get(id)).toBe(990);
});

test('a refund without an amount refunds what is left, and then nothing is left', async () => {
  const id = await pay(1000);
  await refund(one, randomUUID(), { payment_id: id, amount: 400 });
  const rest = await refund(other, randomUUID(), { payment_id: id });
  expect(JSON.parse(rest.stored.body)).toMatchObject({ amount: 600, currency: 'EUR' });
  const none = await refund(one, randomUUID(), { payment_id: id });
  expect(none.stored.status).toBe(422);
  expect((await refunded()).get(id)).toBe(1000);
});

test('a refused refund is an executed answer: its retry gets the same bytes', async () => {
  const id = await pay(100);
  const key = randomUUID();
  const first = await refund(one, key, { payment_id: id, amount: 101 });
  const retry = await refund(other, key, { payment_id: id, amount: 101 });
  expect([first.kind, retry.kind]).toEqual(['executed', 'replayed']);
  expect(retry.stored).toMatchObject({
    status: 422,
    contentType: 'application/problem+json',
    body: first.stored.body,
  });
  expect(JSON.parse(first.stored.body).type).toBe('/problems/refund-exceeds-payment');
});

test('an unknown payment leaves the key unused', async () => {
  const key = randomUUID();
  const body = { payment_id: `pay_${'0'.repeat(32)}` };
  await expect(refund(one, key, body)).rejects.toMatchObject({
    slug: 'invalid-request',
    errors: [{ pointer: '/payment_id' }],
  });
  const id = await pay(100);
  expect((await refund(one, key, { payment_id: id })).kind).toBe('executed');
});

test('200 parallel retries of one refund refund once', async () => {
  const id = await pay(1000);
  const key = randomUUID();
  const settled = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      refund(index % 2 ? one : other, key, { payment_id: id, amount: 10 }),
    ),
  );
  expect(countBy(settled, ({ kind }) => kind)).toEqual({ executed: 1, replayed: 199 });
  expect((await refunded()).get(id)).toBe(10);
});

test('a one-key batch makes all of its payments or none, once', async () => {
  const key = randomUUID();
  const body = { payments: Array.from({ length: 1000 }, (_, index) => payment(index + 1)) };
  const batch = (harness: EngineHarness) => {
    const attemptId = uuidv7();
    const caller = {
      merchantId: harness.merchantId,
      clientId: harness.merchantId,
      ip: '127.0.0.1',
      userAgent: null,
      requestId: attemptId,
      receivedAtMs: performance.now(),
    };
    const { plan, facts } = planOneKeyBatch(body, caller, attemptId);
    const path = '/api/v1/payments/batch';
    return harness.settle(key, body, plan, { attemptId, facts, path });
  };
  const settled = await Promise.all([one, other, one, other].map(batch));
  expect(countBy(settled, ({ kind }) => kind)).toEqual({ executed: 1, replayed: 3 });
  const [first] = settled;
  const { payments } = JSON.parse(first?.stored.body ?? '');
  expect(payments.map((item: { amount: number }) => item.amount)).toEqual(
    body.payments.map(({ amount }) => amount),
  );
  const { rows } = await database.pool.query(
    'SELECT count(*)::int AS count FROM payments WHERE request_id = $1',
    [first?.stored.executorId],
  );
  expect(rows).toEqual([{ count: 1000 }]);
});

test('a job is a row in its key’s commit, once', async () => {
  const key = randomUUID();
  const body = { queue: 'mail', payload: { to: 'a' } };
  const send = (harness: EngineHarness) => {
    const attemptId = uuidv7();
    const { plan, facts } = planJob(body, { merchantId: harness.merchantId, requestId: attemptId });
    return harness.settle(key, body, plan, { attemptId, facts, operation: 'jobs', path: '/jobs' });
  };
  const settled = await Promise.all(
    Array.from({ length: 50 }, (_, i) => send(i % 2 ? one : other)),
  );
  expect(countBy(settled, ({ kind }) => kind)).toEqual({ executed: 1, replayed: 49 });
  const { rows } = await database.pool.query('SELECT count(*)::int AS count FROM jobs');
  expect(rows).toEqual([{ count: 1 }]);
});
