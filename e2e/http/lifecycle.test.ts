import { describe, expect, test } from 'vitest';
import { type Api, expectProblem, newKey, payment } from './api';
import { newMerchant, operator, through } from './doors';
import { startInstance } from './own-instance';
import { eventsOf, outcomesOf, whileKeyIsHeld } from './remains';

const DOOR_TWO = { name: 'door two' };

describe('the product', () => {
  test('at SIGTERM answers the requests in flight, takes no new one and exits 0', async () => {
    const instance = await startInstance(DOOR_TWO, { ONCEOVER_WAIT_MS: '30000' });
    try {
      const merchant = await newMerchant(instance);
      const key = newKey();
      let exit: Promise<number | null> | undefined;
      let inFlight: ReturnType<Api['pay']> | undefined;
      const refused = await merchant.api.pay(payment(), 'bad key');
      let startedAtMs = 0;
      await whileKeyIsHeld(merchant.uuid, key, async (awaited) => {
        inFlight = merchant.api.pay(payment(), key);
        await awaited();
        startedAtMs = performance.now();
        exit = instance.app.stop();
        // On new connections nobody listens any more.
        const listens = () => fetch(`${instance.url}/api/health/live`).then(Boolean, () => false);
        await expect.poll(listens, { timeout: 10_000 }).toBe(false);
      });
      const reply = await inFlight;
      expect(reply?.status).toBe(201);
      expect(reply?.headers.connection).toBe('close');
      expect(await exit).toBe(0);
      // Nothing had to be cut off, which happens after 15 s.
      expect(performance.now() - startedAtMs).toBeLessThan(14_000);
      expect(await outcomesOf(merchant.uuid)).toEqual({ executed: 1, key_invalid: 1 });
      expect(await eventsOf(refused.requestId)).toHaveLength(1);
    } finally {
      await instance.end();
    }
  });

  test('started by npm, whose process alone gets the SIGTERM, is down when npm exits 0', async () => {
    const instance = await startInstance({ name: 'npm' }, {}, '');
    try {
      expect((await operator(instance).pay()).status).toBe(201);
      expect(await instance.app.stop()).toBe(0);
      await expect(fetch(`${instance.url}/api/health/live`)).rejects.toThrow();
      expect(instance.app.output.trimEnd()).toMatch(/stopped$/);
    } finally {
      await instance.end();
    }
  });

  test('goes on when nobody reads what it says any more, and drains at SIGTERM', async () => {
    const instance = await startInstance(DOOR_TWO, { ONCEOVER_LOG_LEVEL: 'trace' });
    try {
      instance.app.loseReaders();
      for (let payments = 0; payments < 3; payments += 1) {
        expect((await operator(instance).pay()).status).toBe(201);
      }
      expect(await instance.app.stop()).toBe(0);
    } finally {
      await instance.end();
    }
  });

  test('with its embedded database keeps all data over a restart, and over SIGKILL', async () => {
    const instance = await startInstance(DOOR_TWO, {}, '');
    try {
      const { id, api } = await newMerchant(instance);
      const first = await api.pay(payment(), 'k');
      expect(await instance.app.stop()).toBe(0);
      await instance.app.start();
      const again = await api.pay(payment(), 'k');
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotent-replayed']).toBe('true');
      const second = await api.pay(payment(), 'k2');
      await instance.app.kill();
      await instance.app.start();
      expect((await api.pay(payment(), 'k2')).text).toBe(second.text);
      expect((await api.get('/payments')).json.data.map((each) => each.id)).toEqual([
        second.json.id,
        first.json.id,
      ]);
      expect((await operator(instance).get(`/merchants/${id}/api-keys`)).json.data).toHaveLength(1);
      expect(instance.app.output).not.toContain(String(api.secret));
    } finally {
      await instance.end();
    }
  });

  test('without a wait answers 409 at once', async () => {
    const instance = await startInstance(DOOR_TWO, { ONCEOVER_WAIT_MS: '0' });
    try {
      const { api, uuid } = await newMerchant(instance);
      const key = newKey();
      await whileKeyIsHeld(uuid, key, async () => {
        const startedAtMs = performance.now();
        expectProblem(await api.pay(payment(), key), 'request-in-progress');
        // By itself it would be five seconds.
        expect(performance.now() - startedAtMs).toBeLessThan(4500);
      });
      expect((await through(instance, api).pay(payment(), key)).status).toBe(201);
    } finally {
      await instance.end();
    }
  });
});
