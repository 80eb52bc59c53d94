import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../app-process';
import { Api, expectProblem, newKey, payment, type Reply } from './api';
import { doors, newApiKey, newMerchant, through } from './doors';
import { type OwnInstance, startInstance } from './own-instance';
import { effectsOf, eventsOf } from './remains';

const RATE = 5;

describe.each(doors)('$name: an API key past its requests a second', (door) => {
  let limited: OwnInstance;
  beforeAll(async () => {
    limited = await startInstance(door, { ONCEOVER_RATE_LIMIT: String(RATE) });
  });
  afterAll(() => limited.end());

  test('gets 429 with Retry-After and one event; its key is not consumed', async () => {
    const { api, uuid } = await newMerchant(door);
    const client = through(limited, api);
    const startedAtMs = performance.now();
    const attempts = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const key = newKey();
        return { key, reply: await client.pay(payment(), key) };
      }),
    );
    const refused = attempts.filter(({ reply }) => reply.status === 429);
    const paid = attempts.filter(({ reply }) => reply.status === 201);
    expect(paid.length).toBeGreaterThanOrEqual(RATE);
    const seconds = (performance.now() - startedAtMs) / 1000;
    expect(paid.length).toBeLessThanOrEqual(RATE + RATE * seconds);
    expect(paid.length + refused.length).toBe(60);
    const [first] = refused;
    if (!first) throw new Error('nothing was refused');
    expectProblem(first.reply, 'rate-limited');
    expect(first.reply.headers['idempotency-key']).toBe(first.key);
    const waitSeconds = Number(first.reply.headers['retry-after']);
    expect(waitSeconds).toBeGreaterThanOrEqual(1);
    expect(await eventsOf(first.reply.requestId)).toMatchObject([
      { merchantId: uuid, outcome: 'rate_limited', record: { http_status: 429 } },
    ]);
    expect(await effectsOf(uuid)).toMatchObject({ payments: paid.length, keys: paid.length });
    await pause(waitSeconds * 1000);
    const retry = await client.pay(payment(), first.key);
    expect(retry.status, retry.text).toBe(201);
    expect(retry.headers).not.toHaveProperty('idempotent-replayed');
  });

  test('holds up no other key, and is refused after 401 and 403, before 404, 405 and 415', async () => {
    const { id, api } = await newMerchant(door);
    const client = through(limited, api);
    const exhaust = () => Promise.all(Array.from({ length: 30 }, () => client.get('/payments')));
    // On a slow machine a request may become free again in between.
    const exhausted = async (send: () => Promise<Reply>, tries = 10): Promise<Reply> => {
      await exhaust();
      const reply = await send();
      return reply.status === 429 || tries === 1 ? reply : exhausted(send, tries - 1);
    };
    const reader = through(limited, await newApiKey(door, id, ['read']));
    await exhaust();
    expect((await reader.get('/payments')).status).toBe(200);
    const text = { 'content-type': 'text/plain' };
    for (const send of [
      () => client.get('/nowhere'),
      () => client.send('/payments', { method: 'DELETE' }),
      () => client.keyed('/payments', 'x', 'bad key', text),
    ]) {
      expectProblem(await exhausted(send), 'rate-limited');
    }
    await Promise.all(Array.from({ length: 30 }, () => reader.get('/payments')));
    expectProblem(await reader.pay(), 'forbidden');
    expectProblem(await new Api(limited.url, undefined).pay(), 'unauthenticated');
    expect((await client.get('/api/health/ready')).status).toBe(200);
  });
});
