import { describe, expect, test } from 'vitest';
import { expectProblem, newKey, payment } from './api';
import { doors, newMerchant, through } from './doors';
import { effectsOf, eventsOf, NOTHING, whileKeyIsHeld } from './remains';

describe.each(doors)('$name: while the first request is in flight, a duplicate', (door) => {
  test.each([
    ['/payments', payment()],
    ['/payments', payment({ amount: 1 })],
    ['/jobs', { queue: 'mail', payload: 1 }],
  ])('at %s waits as Prefer says, then gets 409 whatever its body', async (path, body) => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const [reply, waitedMs] = await whileKeyIsHeld(uuid, key, async () => {
      const startedAtMs = performance.now();
      const reply = await api.keyed(path, body, key, { prefer: 'wait=1' });
      return [reply, performance.now() - startedAtMs] as const;
    });
    expectProblem(reply, 'request-in-progress');
    expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(reply.headers['idempotency-key']).toBe(key);
    expect(waitedMs).toBeGreaterThan(900);
    // Without Prefer it is five seconds.
    expect(waitedMs).toBeLessThan(4800);
    expect(await eventsOf(reply.requestId)).toMatchObject([
      { outcome: 'in_progress_conflict', record: { idempotency_key: key, http_status: 409 } },
    ]);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
    const retry = await api.keyed(path, body, key);
    expect(retry.status).toBeLessThan(300);
    expect(retry.headers).not.toHaveProperty('idempotent-replayed');
  });

  test('waits ONCEOVER_WAIT_MS without Prefer, and Prefer cannot lengthen it', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    await whileKeyIsHeld(uuid, key, async () => {
      const startedAtMs = performance.now();
      const replies = await Promise.all([
        api.pay(payment(), key),
        api.keyed('/payments', payment(), key, { prefer: 'wait=60' }),
      ]);
      for (const reply of replies) expectProblem(reply, 'request-in-progress');
      const waitedMs = performance.now() - startedAtMs;
      expect(waitedMs).toBeGreaterThan(4900);
      expect(waitedMs).toBeLessThan(30_000);
    });
  });

  test('is executed when the first one comes to nothing', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    let waiting: ReturnType<typeof api.pay> | undefined;
    await whileKeyIsHeld(uuid, key, async (awaited) => {
      waiting = api.pay(payment(), key);
      await awaited();
    });
    const reply = await waiting;
    expect(reply?.status).toBe(201);
    expect(await effectsOf(uuid)).toMatchObject({ payments: 1, keys: 1 });
  });

  test('holds up nobody else, not even the same merchant', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    await whileKeyIsHeld(uuid, key, async (awaited) => {
      let waits = true;
      const waiting = api.pay(payment(), key).finally(() => {
        waits = false;
      });
      await awaited();
      const others = await Promise.all(Array.from({ length: 20 }, () => api.pay()));
      expect(others.map(({ status }) => status)).toEqual(Array(20).fill(201));
      expect(waits).toBe(true);
      expectProblem(await waiting, 'request-in-progress');
    });
  });

  test('gets the answer of the first as soon as there is one, from another instance too', async () => {
    const { api, uuid } = await newMerchant(door);
    const made = await api.pay();
    const refund = { payment_id: made.json.id, amount: 5 };
    const key = newKey();
    const replies = await Promise.all(
      [...doors, ...doors].map((each) => through(each, api).keyed('/refunds', refund, key)),
    );
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(replies.filter(({ headers }) => headers['idempotent-replayed'])).toHaveLength(3);
    expect(await effectsOf(uuid)).toMatchObject({ refunds: 1 });
  });
});
