import { describe, expect, test } from 'vitest';
import { pause } from '../app-process';
import { type Api, expectProblem, newKey, payment } from './api';
import { doors, newMerchant, through } from './doors';
import { effectsOf, eventsOf } from './remains';

const put = (api: Api, body: object, operation = 'payments') =>
  api.send(`/policies/${operation}`, { method: 'PUT', body: { reason: 'a test', ...body } });

/** What the namesakes publish: contract §2.3. */
const PRESETS: readonly (readonly [string, number])[] = [
  ['chargebee', 1800],
  ['stripe', 86_400],
  ['xero', 86_400],
  ['worldline', 86_400],
  ['adyen', 7 * 86_400],
  ['worldpay', 30 * 86_400],
  ['amazon_pay', Number.POSITIVE_INFINITY],
];

describe.each(doors)('$name: a policy', (door) => {
  test('is the default until it is changed: a day, the timestamp ignored', async () => {
    const { api } = await newMerchant(door);
    const expected = {
      version: 0,
      retention: 'PT24H',
      evidence_retention: 'P13M',
      ignored_members: ['/timestamp'],
      key_headers: [],
    };
    const list = await api.get('/policies');
    expect(list.json.data).toMatchObject([
      { operation: 'payments', ...expected },
      { operation: 'refunds', ...expected },
      { operation: 'jobs', ...expected },
    ]);
    expect((await api.get('/policies/jobs')).json).toMatchObject(expected);
    expect((await api.get('/policies/jobs/history')).json.data).toEqual([]);
  });

  test.each(PRESETS)('of preset %s keeps keys for %d seconds', async (preset, seconds) => {
    const { api } = await newMerchant(door);
    const changed = await put(api, { preset });
    expect(changed.json).toMatchObject({ operation: 'payments', version: 1, preset });
    const reply = await api.pay();
    const expires = reply.headers['idempotency-key-expires'];
    if (seconds === Number.POSITIVE_INFINITY) {
      expect(changed.json.retention).toBe('indefinite');
      expect(expires).toBeUndefined();
    } else {
      const livesMs = Date.parse(String(expires)) - Date.parse(String(reply.json.created_at));
      expect(Math.round(livesMs / 1000)).toBe(seconds);
    }
  });

  test.each([
    [{ preset: 'worldpay', retention: 'P365D' }, 200],
    [{ preset: 'worldpay', retention: 'P1D' }, 200],
    [{ preset: 'worldpay', retention: 'P366D' }, 422],
    [{ preset: 'worldpay', retention: 'PT23H' }, 422],
    [{ preset: 'stripe', retention: 'P2D' }, 200],
    [{ retention: 'indefinite' }, 200],
    [{ retention: 'PT1S' }, 200],
    [{ retention: 'PT0S' }, 422],
    [{ retention: 'PT0.5S' }, 422],
    [{ retention: 'P1Y2M3DT4H5M6S' }, 200],
    [{ retention: 'P2W' }, 200],
    [{ retention: '24h' }, 422],
    [{ retention: '-P1D' }, 422],
    [{ retention: 'P' }, 422],
    [{ retention: 'PT' }, 422],
    [{ retention: 'P999999Y' }, 422],
    [{ retention: 86_400 }, 422],
    [{ evidence_retention: 'PT0S' }, 200],
    [{ evidence_retention: 'indefinite' }, 422],
    [{ ignored_members: ['/metadata/trace', '/a~1b'] }, 200],
    [{ ignored_members: ['timestamp'] }, 422],
    [{ ignored_members: [''] }, 422],
    [{ ignored_members: ['/~2'] }, 422],
    [{ key_headers: ['PayPal-Request-Id', 'Cko-Idempotency-Key'] }, 200],
    [{ key_headers: ['bad header'] }, 422],
    [{ key_headers: ['Authorization'] }, 422],
    [{ preset: 'paypal' }, 422],
    [{ unknown: 1 }, 422],
    [{ reason: undefined }, 422],
    [{ reason: '' }, 422],
    [{ reason: '   ' }, 422],
  ])('%j is answered %i', async (body, status) => {
    const { api } = await newMerchant(door);
    const reply = await put(api, body);
    expect(reply.status, reply.text).toBe(status);
    const version = status === 200 ? 1 : 0;
    expect((await api.get('/policies/payments')).json.version).toBe(version);
    if (status === 422) {
      expect(reply.json.errors[0]?.pointer).toMatch(new RegExp(`^/${Object.keys(body).at(-1)}`));
    } else {
      expect((await api.pay()).status).toBe(201);
    }
  });

  test('that is put replaces the whole of it, makes a version and keeps the history', async () => {
    const { api } = await newMerchant(door);
    await put(api, { retention: 'PT1H', key_headers: ['X-Mine'], reason: 'first' });
    const second = await put(api, { ignored_members: [], reason: 'second' });
    expect(second.json).toMatchObject({
      version: 2,
      retention: 'PT24H',
      ignored_members: [],
      key_headers: [],
      reason: 'second',
      created_by: expect.stringMatching(/^key_[0-9a-f]{32}$/),
    });
    const history = await api.get('/policies/payments/history?limit=1');
    expect(history.json.data).toMatchObject([{ version: 2, reason: 'second' }]);
    const older = await api.get(
      `/policies/payments/history?limit=1&cursor=${history.json.next_cursor}`,
    );
    expect(older.json.data).toMatchObject([{ version: 1, reason: 'first', retention: 'PT1H' }]);
    expect(older.json.next_cursor).toBeNull();
    expect((await api.get('/policies/refunds')).json.version).toBe(0);
    expectProblem(await put(api, {}, 'payouts'), 'not-found');
  });

  test('applies at once where it was put and within 5 s elsewhere, and to no key that exists', async () => {
    const { api } = await newMerchant(door);
    const elsewhere = through(doors.find((each) => each !== door) ?? door, api);
    const key = newKey();
    const first = await api.pay(payment(), key);
    expect((await elsewhere.pay()).headers).toHaveProperty('idempotency-key-expires');
    await put(api, { retention: 'indefinite' });
    expect((await api.pay()).headers).not.toHaveProperty('idempotency-key-expires');
    await pause(5000);
    expect((await elsewhere.pay()).headers).not.toHaveProperty('idempotency-key-expires');
    const retry = await api.pay(payment(), key);
    expect(retry.headers['idempotency-key-expires']).toBe(first.headers['idempotency-key-expires']);
  });

  test('of seconds lets a key expire: the same one executes again, as the next generation', async () => {
    const { api, uuid } = await newMerchant(door);
    await put(api, { retention: 'PT4S' });
    const key = newKey();
    const first = await api.pay(payment(), key);
    expect((await api.pay(payment(), key)).text).toBe(first.text);
    await put(api, { retention: 'PT1H' });
    await pause(4200);
    const again = await api.pay(payment({ amount: 2 }), key);
    expect(again.status, again.text).toBe(201);
    expect(again.headers).not.toHaveProperty('idempotent-replayed');
    expect(again.json.id).not.toBe(first.json.id);
    expect(await eventsOf(first.requestId)).toMatchObject([{ outcome: 'executed', generation: 1 }]);
    expect(await eventsOf(again.requestId)).toMatchObject([
      { outcome: 'reused_after_expiry', generation: 2, record: { idempotency_key: key } },
    ]);
    expect(await effectsOf(uuid)).toMatchObject({ payments: 2, keys: 1 });
    const retry = await through(doors[0] ?? door, api).pay(payment({ amount: 2 }), key);
    expect(retry.text).toBe(again.text);
    expect(retry.headers['idempotent-replayed']).toBe('true');
  });

  test('of seconds lets the keys of jobs and batches expire as well', async () => {
    const { api, uuid } = await newMerchant(door);
    await put(api, { retention: 'PT2S' }, 'jobs');
    await put(api, { retention: 'PT2S' });
    const writes = [
      ['/jobs', { queue: 'mail', payload: 1 }],
      ['/payments/batch', { payments: [payment(), payment()] }],
    ] as const;
    for (const [path, body] of writes) await api.keyed(path, body, path);
    await pause(2200);
    for (const [path, body] of writes) {
      const again = await api.keyed(path, body, path);
      expect(again.headers).not.toHaveProperty('idempotent-replayed');
      expect(await eventsOf(again.requestId)).toMatchObject([
        { outcome: 'reused_after_expiry', generation: 2 },
      ]);
    }
    expect(await effectsOf(uuid)).toEqual({ payments: 4, refunds: 0, jobs: 2, keys: 2 });
  });
});
