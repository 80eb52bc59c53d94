import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePort, pause } from '../app-process';
import { CutProxy } from '../faults/cut-proxy';
import { type Api, expectProblem, newKey, payment, type Reply } from './api';
import { doors, newMerchant, through } from './doors';
import { type OwnInstance, startInstance } from './own-instance';
import { effectsOf, eventsOf } from './remains';

const BACK_MS = 45_000;

describe.each(doors)('$name: without its database', (door) => {
  const target = new URL(inject('instancesDatabase').appUrl);
  const database = { host: target.hostname, port: Number(target.port) };
  let proxy: CutProxy;
  let instance: OwnInstance;
  beforeAll(async () => {
    proxy = await new CutProxy(database).listen(await freePort());
    const url = new URL(target);
    url.port = String(proxy.port);
    instance = await startInstance(door, {}, url.href);
  });
  afterAll(async () => {
    await instance.end();
    await proxy.close();
  });

  test('answers 503 with Retry-After, and the retry gets the one result', async () => {
    const merchant = await newMerchant(door);
    const api = through(instance, merchant.api);
    expect((await api.pay()).status).toBe(201);
    const { port } = proxy;
    await proxy.close();
    const key = newKey();
    const writes = [
      await api.pay(payment(), key),
      await api.keyed('/jobs', { queue: 'mail', payload: 1 }),
      await api.keyed('/payments/batch', { payments: [payment()] }),
    ];
    const stranger = await newMerchant(door);
    const others = [await api.get('/payments'), await through(instance, stranger.api).pay()];
    for (const reply of [...writes, ...others]) {
      // The first to meet a broken connection cannot know whether it was heard.
      expectProblem(reply, reply.text.includes('unknown') ? 'outcome-unknown' : 'unavailable');
      expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    }
    expect(writes[0]?.headers['idempotency-key']).toBe(key);
    expect((await api.get('/api/health/ready')).status).toBe(503);
    expect((await api.get('/api/health/live')).status).toBe(200);
    expect(await effectsOf(merchant.uuid)).toMatchObject({ payments: 1, keys: 1 });

    proxy = await new CutProxy(database).listen(port);
    const paid = await untilBack(api, key);
    expect(paid.status).toBe(201);
    expect((await api.get('/api/health/ready')).status).toBe(200);
    for (const reply of writes) {
      expect(await eventsOf(reply.requestId)).toMatchObject([
        {
          merchantId: merchant.uuid,
          outcome: expect.stringMatching(/^(unavailable|outcome_unknown)$/),
          record: { http_status: 503 },
        },
      ]);
    }
    expect(await eventsOf(paid.requestId)).toMatchObject([{ outcome: 'executed' }]);
    expect(await effectsOf(merchant.uuid)).toMatchObject({ payments: 2, keys: 2, jobs: 0 });
  });

  test.each([
    ['/payments', payment(), 'claim-payments'],
    ['/jobs', { queue: 'mail', payload: 1 }, 'COMMIT'],
  ])(
    'at %s whose acknowledgement is lost says so, and the retry replays',
    async (path, body, statement) => {
      const { api: direct, uuid } = await newMerchant(door);
      const api = through(instance, direct);
      await api.get('/payments');
      const key = newKey();
      proxy.cutNextAnswerTo(statement);
      const lost = await api.keyed(path, body, key);
      expectProblem(lost, 'outcome-unknown');
      expect(lost.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      const retry = await api.keyed(path, body, key);
      expect(retry.status).toBeLessThan(300);
      expect(retry.headers['idempotent-replayed']).toBe('true');
      const { payments, jobs, keys } = await effectsOf(uuid);
      expect([payments + jobs, keys]).toEqual([1, 1]);
      expect(await eventsOf(lost.requestId)).toMatchObject([{ outcome: 'executed' }]);
      expect(await eventsOf(retry.requestId)).toMatchObject([{ outcome: 'replayed' }]);
    },
  );
});

/** As a client does: the same key again while the answer is 503. */
async function untilBack(api: Api, key: string): Promise<Reply> {
  const deadlineMs = performance.now() + BACK_MS;
  for (;;) {
    const reply = await api.pay(payment(), key);
    if (reply.status !== 503 || performance.now() > deadlineMs) return reply;
    await pause(100);
  }
}
