import { describe, expect, test } from 'vitest';
import { newKey, payment, type Reply } from './api';
import { doors, newMerchant, secondInstance, through } from './doors';
import { effectsOf, eventsOf, outcomesOf } from './remains';

const PARALLEL = 1000;
const [one, two] = doors as [(typeof doors)[number], (typeof doors)[number]];

const FIELDS: readonly (readonly [string, readonly (typeof doors)[number][]])[] = [
  ['door one', [one]],
  ['door two', [two]],
  ['both doors', [one, two]],
  ['two processes of door two', [two, secondInstance]],
];

const replayed = (replies: readonly Reply[]) =>
  replies.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length;

describe.each(FIELDS)('through %s', (_, field) => {
  test('a thousand requests at once with one key make one payment and get one answer', async () => {
    const { api, uuid } = await newMerchant(two);
    const key = newKey();
    const clients = field.map((door) => through(door, api));
    const replies = await Promise.all(
      Array.from({ length: PARALLEL }, (_, index) =>
        (clients[index % clients.length] ?? api).pay(payment(), key),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(replayed(replies)).toBe(PARALLEL - 1);
    expect(await effectsOf(uuid)).toEqual({ payments: 1, refunds: 0, jobs: 0, keys: 1 });
    expect(await outcomesOf(uuid)).toEqual({ executed: 1, replayed: PARALLEL - 1 });
  });

  test('a thousand with one key and two bodies make one payment; the losers get 422', async () => {
    const { api, uuid } = await newMerchant(two);
    const key = newKey();
    const clients = field.map((door) => through(door, api));
    const replies = await Promise.all(
      Array.from({ length: PARALLEL }, (_, index) =>
        (clients[index % clients.length] ?? api).pay(
          payment({ amount: 1 + ((index >> 1) % 2) }),
          key,
        ),
      ),
    );
    const winners = replies.filter(({ status }) => status === 201);
    const losers = replies.filter(({ status }) => status === 422);
    expect([winners.length, losers.length]).toEqual([PARALLEL / 2, PARALLEL / 2]);
    expect(new Set(winners.map(({ text }) => text)).size).toBe(1);
    expect(replayed(replies)).toBe(PARALLEL / 2 - 1);
    const first = winners.find(({ headers }) => !headers['idempotent-replayed']);
    for (const loser of losers) {
      expect(loser.json.type).toBe('/problems/idempotency-key-reused');
      expect(loser.json.detail).toContain(first?.requestId);
    }
    expect(await effectsOf(uuid)).toMatchObject({ payments: 1, keys: 1 });
    expect(await outcomesOf(uuid)).toEqual({
      executed: 1,
      replayed: PARALLEL / 2 - 1,
      payload_conflict: PARALLEL / 2,
    });
  });

  test('a key that races across operations belongs to one of them', async () => {
    const { api, uuid } = await newMerchant(two);
    const clients = field.map((door) => through(door, api));
    for (let round = 0; round < 10; round += 1) {
      const key = newKey();
      const replies = await Promise.all(
        Array.from({ length: 12 }, (_, index) => {
          const client = clients[index % clients.length] ?? api;
          if (index % 3 === 0) return client.pay(payment(), key);
          if (index % 3 === 1) return client.keyed('/jobs', { queue: 'a', payload: 1 }, key);
          return client.keyed('/payments/batch', { payments: [payment()] }, key);
        }),
      );
      const first = replies.filter(
        ({ status, headers }) => status < 300 && !headers['idempotent-replayed'],
      );
      expect(first).toHaveLength(1);
      expect(replies.filter(({ status }) => status === 422)).toHaveLength(8);
    }
    const { payments, jobs, keys } = await effectsOf(uuid);
    expect([payments + jobs, keys]).toEqual([10, 10]);
  });

  test('a batch whose records race with single calls makes each payment once', async () => {
    const { api, uuid } = await newMerchant(two);
    const clients = field.map((door) => through(door, api));
    const payments = Array.from({ length: 50 }, (_, index) =>
      payment({ amount: index + 1, idempotency_key: `k${index}` }),
    );
    const [batch, again, ...singles] = await Promise.all([
      clients[0]?.post('/payments/batch', { payments }),
      clients.at(-1)?.post('/payments/batch', { payments: [...payments].reverse() }),
      ...payments.map((body, index) =>
        (clients[index % clients.length] ?? api).post('/payments', body),
      ),
    ]);
    const bodies = batch?.json.results.map(({ body }) => body) ?? [];
    expect(again?.json.results.map(({ body }) => body).reverse()).toEqual(bodies);
    expect(singles.map(({ json }) => json)).toEqual(bodies);
    expect(await effectsOf(uuid)).toMatchObject({ payments: 50, keys: 50 });
    expect(await outcomesOf(uuid)).toEqual({ executed: 50, replayed: 100 });
    expect(await eventsOf(String(batch?.requestId), 50)).toHaveLength(50);
  });

  test('a key that expires under its retries is executed once a generation', async () => {
    const { api, uuid } = await newMerchant(two);
    const policy = { retention: 'PT1S', reason: 'a test' };
    for (const door of field) {
      await through(door, api).send('/policies/payments', { method: 'PUT', body: policy });
    }
    const clients = field.map((door) => through(door, api));
    const key = newKey();
    const replies: Reply[] = [];
    const startedAtMs = performance.now();
    const untilMs = startedAtMs + 3500;
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        while (performance.now() < untilMs) {
          replies.push(await (clients[index % clients.length] ?? api).pay(payment(), key));
        }
      }),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    const generations = new Set(replies.map(({ text }) => text)).size;
    expect(generations).toBeGreaterThanOrEqual(2);
    // None is shorter than the retention.
    expect(generations).toBeLessThanOrEqual(1 + (performance.now() - startedAtMs) / 1000);
    expect(replayed(replies)).toBe(replies.length - generations);
    expect(await effectsOf(uuid)).toMatchObject({ payments: generations, keys: 1 });
  });
});
