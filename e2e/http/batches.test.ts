import { describe, expect, test } from 'vitest';
import { expectProblem, newKey, payment } from './api';
import { doors, newMerchant } from './doors';
import { effectsOf, eventsOf, NOTHING } from './remains';

const many = (count: number, over: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => payment({ amount: index + 1, ...over(index) }));

describe.each(doors)('$name: a batch with one key', (door) => {
  test('stores all of a thousand payments in order, once, with one event', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const body = { payments: many(1000) };
    const first = await api.keyed('/payments/batch', body, key);
    expect(first.status, first.text).toBe(201);
    expect(first.headers).toMatchObject({
      'idempotency-key': key,
      location: expect.stringMatching(/^\/api\/v1\//),
    });
    const { payments } = first.json;
    expect(payments.map(({ amount }) => amount)).toEqual(body.payments.map(({ amount }) => amount));
    expect(new Set(payments.map(({ id }) => id)).size).toBe(1000);
    expect(await eventsOf(first.requestId)).toMatchObject([
      { outcome: 'executed', record: { idempotency_key: key, http_status: 201 } },
    ]);
    expect((await api.keyed('/payments/batch', body, key)).text).toBe(first.text);
    expect(await effectsOf(uuid)).toEqual({ payments: 1000, refunds: 0, jobs: 0, keys: 1 });
    const last = payments.at(-1);
    expect((await api.get(`/payments/${last?.id}`)).json).toEqual(last);
    const listed = await api.get(String(first.headers.location));
    expect([listed.status, listed.json.data.length]).toEqual([200, 50]);
  });

  test('may name its key at the top of its body', async () => {
    const { api } = await newMerchant(door);
    const body = { payments: many(2) };
    const first = await api.post('/payments/batch', { idempotency_key: 'top', ...body });
    expect(first.status, first.text).toBe(201);
    expect((await api.keyed('/payments/batch', body, 'top')).text).toBe(first.text);
  });

  test('stores nothing where one record is bad, and works once corrected', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const bad = { payments: many(3, (index) => (index === 1 ? { amount: 0 } : {})) };
    const refused = await api.keyed('/payments/batch', bad, key);
    expectProblem(refused, 'invalid-request', ['/payments/1/amount']);
    expect(await eventsOf(refused.requestId)).toMatchObject([{ outcome: 'invalid_request' }]);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
    const corrected = await api.keyed('/payments/batch', { payments: many(3) }, key);
    expect(corrected.status).toBe(201);
    expect(await effectsOf(uuid)).toMatchObject({ payments: 3, keys: 1 });
  });

  test.each([
    ['1,001 records', { payments: many(1001) }, '/payments'],
    ['no record', { payments: [] }, '/payments'],
    ['no list', { payments: {} }, '/payments'],
    ['nothing', {}, '/payments'],
    ['an unknown member', { payments: many(1), other: 1 }, '/other'],
    ['a record that is no object', { payments: [1] }, '/payments/0'],
  ])('of %s is 422', async (_, body, pointer) => {
    const { api, uuid } = await newMerchant(door);
    const refused = await api.keyed('/payments/batch', body);
    expectProblem(refused, 'invalid-request', [pointer]);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('and keys in its records is 400', async () => {
    const { api, uuid } = await newMerchant(door);
    const payments = many(2, (index) => ({ idempotency_key: `k${index}` }));
    for (const reply of [
      await api.keyed('/payments/batch', { payments }),
      await api.post('/payments/batch', { idempotency_key: 'top', payments }),
      await api.keyed('/payments/batch', { payments: [...many(1), ...payments] }),
    ]) {
      expectProblem(reply, 'idempotency-key-invalid');
      expect(await eventsOf(reply.requestId)).toMatchObject([{ outcome: 'key_invalid' }]);
    }
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });
});

describe.each(doors)('$name: a batch with a key for each record', (door) => {
  test('decides each record by itself, as the single call would, in order', async () => {
    const { api, uuid } = await newMerchant(door);
    const single = await api.pay(payment({ amount: 7 }), 'earlier');
    const payments = [
      payment({ idempotency_key: 'new' }),
      payment({ amount: 7, idempotency_key: 'earlier' }),
      payment({ amount: 8, idempotency_key: 'earlier' }),
      payment({ amount: 0, idempotency_key: 'invalid' }),
      payment({ idempotency_key: 'bad key' }),
      payment(),
      payment({ 'x-idempotency-key': 'new-2' }),
      payment({ idempotency_key: 'new' }),
      payment({ amount: 1, idempotency_key: 'new' }),
    ];
    const reply = await api.post('/payments/batch', { payments });
    expect(reply.status, reply.text).toBe(200);
    const { results } = reply.json;
    expect(
      results.map(({ idempotency_key: key, status, replayed }) => [key, status, replayed]),
    ).toEqual([
      ['new', 201, false],
      ['earlier', 201, true],
      ['earlier', 422, false],
      ['invalid', 422, false],
      [null, 400, false],
      [null, 400, false],
      ['new-2', 201, false],
      ['new', 201, true],
      ['new', 422, false],
    ]);
    expect(results[1]?.body).toEqual(single.json);
    expect(results[7]?.body).toEqual(results[0]?.body);
    expect(results.map(({ body }) => body.type ?? body.object)).toEqual([
      'payment',
      'payment',
      '/problems/idempotency-key-reused',
      '/problems/invalid-request',
      '/problems/idempotency-key-invalid',
      '/problems/idempotency-key-missing',
      'payment',
      'payment',
      '/problems/idempotency-key-reused',
    ]);
    expect(results[3]?.body.errors).toMatchObject([{ pointer: '/amount' }]);
    expect(results[2]?.body.detail).toContain(single.requestId);
    expect(await effectsOf(uuid)).toEqual({ payments: 3, refunds: 0, jobs: 0, keys: 3 });
    const events = await eventsOf(reply.requestId, payments.length);
    expect(events.map(({ outcome }) => outcome).sort()).toEqual([
      'executed',
      'executed',
      'invalid_request',
      'key_invalid',
      'key_missing',
      'payload_conflict',
      'payload_conflict',
      'replayed',
      'replayed',
    ]);
  });

  test('decides records of one key in their order, also where nobody may wait', async () => {
    const { api, uuid } = await newMerchant(door);
    const records = [{ amount: 0 }, {}, { amount: 2 }, ...Array(20).fill({})];
    const payments = records.map((over) => payment({ idempotency_key: 'same', ...over }));
    const headers = { prefer: 'wait=0' };
    const { results } = (await api.post('/payments/batch', { payments }, headers)).json;
    expect(results.map(({ status, replayed }) => [status, replayed])).toEqual([
      [422, false],
      [201, false],
      [422, false],
      ...Array(20).fill([201, true]),
    ]);
    expect(await effectsOf(uuid)).toMatchObject({ payments: 1, keys: 1 });
  });

  test('may be retried whole or record by record', async () => {
    const { api, uuid } = await newMerchant(door);
    const payments = many(20, (index) => ({ idempotency_key: `k${index}` }));
    const first = await api.post('/payments/batch', { payments });
    const again = await api.post('/payments/batch', { payments });
    expect(again.json.results.map(({ body }) => body)).toEqual(
      first.json.results.map(({ body }) => body),
    );
    expect(again.json.results.every(({ replayed }) => replayed === true)).toBe(true);
    for (const index of [0, 7, 19]) {
      const single = await api.pay(payment({ amount: index + 1 }), `k${index}`);
      expect(single.headers['idempotent-replayed']).toBe('true');
      expect(single.json).toEqual(first.json.results[index]?.body);
    }
    expect(await effectsOf(uuid)).toMatchObject({ payments: 20, keys: 20 });
  });

  test('of a thousand records stores a thousand payments, each with its event', async () => {
    const { api, uuid } = await newMerchant(door);
    const payments = many(1000, (index) => ({ idempotency_key: `k${index}` }));
    const reply = await api.post('/payments/batch', { payments });
    expect(reply.json.results.map(({ status }) => status)).toEqual(Array(1000).fill(201));
    expect(await effectsOf(uuid)).toMatchObject({ payments: 1000, keys: 1000 });
    expect(await eventsOf(reply.requestId, 1000)).toHaveLength(1000);
  });

  test('of 1,001 records is 422 and stores nothing; of none with a key is 400', async () => {
    const { api, uuid } = await newMerchant(door);
    const payments = many(1001, (index) => ({ idempotency_key: `k${index}` }));
    const refused = await api.post('/payments/batch', { payments });
    expectProblem(refused, 'invalid-request', ['/payments']);
    expect(await eventsOf(refused.requestId)).toMatchObject([{ outcome: 'invalid_request' }]);
    const keyless = await api.post('/payments/batch', { payments: many(2) });
    expectProblem(keyless, 'idempotency-key-missing');
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });
});
