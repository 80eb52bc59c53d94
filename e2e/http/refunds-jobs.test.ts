import { describe, expect, test } from 'vitest';
import { pause } from '../app-process';
import { type Api, expectProblem, newKey, payment, type Reply } from './api';
import { doors, newMerchant, through } from './doors';
import { effectsOf, eventsOf } from './remains';

const JOB_MS = 45_000;

describe.each(doors)('$name: a refund', (door) => {
  test('takes what it says, then all that is left, and the payment tells', async () => {
    const { api, uuid } = await newMerchant(door);
    const paid = await api.pay(payment({ amount: 1000 }));
    const part = await api.keyed('/refunds', { payment_id: paid.json.id, amount: 300 });
    expect(part.status, part.text).toBe(201);
    expect(part.json).toEqual({
      id: expect.stringMatching(/^re_[0-9a-f]{32}$/),
      object: 'refund',
      payment_id: paid.json.id,
      amount: 300,
      currency: 'EUR',
      status: 'succeeded',
      created_at: expect.stringMatching(/Z$/),
    });
    expect(part.headers.location).toBe(`/api/v1/refunds/${part.json.id}`);
    expect((await api.get(String(part.headers.location))).json).toEqual(part.json);
    const rest = await api.keyed('/refunds', { payment_id: paid.json.id });
    expect(rest.json.amount).toBe(700);
    expect((await api.get(`/payments/${paid.json.id}`)).json.amount_refunded).toBe(1000);
    expect(await eventsOf(rest.requestId)).toMatchObject([
      {
        outcome: 'executed',
        record: { operation: 'refunds', amount: 700, resource_id: rest.json.id },
      },
    ]);
    const list = await api.get(`/refunds?payment_id=${paid.json.id}`);
    expect(list.json.data.map(({ id }) => id)).toEqual([rest.json.id, part.json.id]);
    expect(await effectsOf(uuid)).toMatchObject({ refunds: 2 });
  });

  test('past what is left is an answer that is stored and replayed', async () => {
    const { api, uuid } = await newMerchant(door);
    const paid = await api.pay(payment({ amount: 1000 }));
    const key = newKey();
    const body = { payment_id: paid.json.id, amount: 1001 };
    const first = await api.keyed('/refunds', body, key);
    expectProblem(first, 'refund-exceeds-payment', ['/amount']);
    expect(first.headers).toMatchObject({
      'idempotency-key': key,
      'idempotency-key-expires': expect.stringMatching(/Z$/),
    });
    expect(await eventsOf(first.requestId)).toMatchObject([
      { outcome: 'executed', record: { http_status: 422, idempotency_key: key } },
    ]);
    const again = await api.keyed('/refunds', body, key);
    expect([again.status, again.text]).toEqual([422, first.text]);
    expect(again.headers['content-type']).toBe('application/problem+json');
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await eventsOf(again.requestId)).toMatchObject([{ outcome: 'replayed' }]);
    expectProblem(
      await api.keyed('/refunds', { ...body, amount: 1 }, key),
      'idempotency-key-reused',
    );
    expect(await effectsOf(uuid)).toMatchObject({ refunds: 0, keys: 2 });
  });

  test("of an unknown or another merchant's payment is 422 and leaves its key", async () => {
    const [{ api, uuid }, other] = [await newMerchant(door), await newMerchant(door)];
    const foreign = await other.api.pay();
    const key = newKey();
    for (const id of [foreign.json.id, 'pay_0', '', `pay_${'0'.repeat(32)}`, 'x'.repeat(256)]) {
      const reply = await api.keyed('/refunds', { payment_id: id }, key);
      expectProblem(reply, 'invalid-request', ['/payment_id']);
      expect(await eventsOf(reply.requestId)).toMatchObject([{ outcome: 'invalid_request' }]);
    }
    const own = await api.pay();
    expect((await api.keyed('/refunds', { payment_id: own.json.id }, key)).status).toBe(201);
    expect(await effectsOf(uuid)).toMatchObject({ refunds: 1 });
  });

  test.each([
    [{}, '/payment_id'],
    [{ payment_id: 1 }, '/payment_id'],
    [{ payment_id: 'pay_x', amount: 0 }, '/amount'],
    [{ payment_id: 'pay_x', amount: 1.5 }, '/amount'],
    [{ payment_id: 'pay_x', currency: 'EUR' }, '/currency'],
  ])('%j is 422', async (body, pointer) => {
    const { api } = await newMerchant(door);
    expectProblem(await api.keyed('/refunds', body), 'invalid-request', [pointer]);
  });

  test('of twenty that race, through both doors, never exceeds what was paid', async () => {
    const { api, uuid } = await newMerchant(door);
    const paid = await api.pay(payment({ amount: 1000 }));
    const body = { payment_id: paid.json.id, amount: 100 };
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const each = doors[index % 2] ?? door;
        return untilDecided(through(each, api), body, newKey());
      }),
    );
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect({ made: count(201), refused: count(422) }).toEqual({ made: 10, refused: 10 });
    expect((await api.get(`/payments/${paid.json.id}`)).json.amount_refunded).toBe(1000);
    expect(await effectsOf(uuid)).toMatchObject({ refunds: 10, keys: 21 });
  });
});

/** As a client does: a refund that is told to wait is sent again with its key. */
async function untilDecided(api: Api, body: object, key: string): Promise<Reply> {
  for (let tries = 0; tries < 10; tries += 1) {
    const reply = await api.keyed('/refunds', body, key);
    if (reply.status !== 409 && reply.status !== 503) return reply;
    expect(reply.headers['retry-after']).toMatch(/^\d+$/);
    await pause(100);
  }
  throw new Error('the refund was not decided');
}

describe.each(doors)('$name: a job', (door) => {
  test('is queued once, runs once, and its result can be read', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const body = { queue: 'mail', payload: { to: 'someone', text: 'Grüße' } };
    const queued = await api.keyed('/jobs', body, key);
    expect(queued.status, queued.text).toBe(202);
    expect(queued.json).toEqual({
      id: expect.stringMatching(/^job_[0-9a-f]{32}$/),
      object: 'job',
      queue: 'mail',
      status: 'queued',
      run_at: expect.stringMatching(/Z$/),
      created_at: expect.stringMatching(/Z$/),
    });
    expect(queued.headers.location).toBe(`/api/v1/jobs/${queued.json.id}`);
    const job = await untilRun(api, queued.json.id);
    expect(job.json).toMatchObject({ id: queued.json.id, status: 'succeeded', runs: 1 });
    expect(job.json.result).toMatchObject({ delivered_to: 'mail' });
    expect(job.json.finished_at).toMatch(/Z$/);
    const again = await api.keyed('/jobs', body, key);
    expect([again.status, again.text]).toEqual([202, queued.text]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await api.get(`/jobs/${queued.json.id}`)).json.runs).toBe(1);
    expect(await effectsOf(uuid)).toMatchObject({ jobs: 1, keys: 1 });
  });

  test('for later waits for its time', async () => {
    const { api } = await newMerchant(door);
    const runAt = new Date(Date.now() + 3_600_000).toISOString();
    const queued = await api.keyed('/jobs', { queue: 'later', payload: null, run_at: runAt });
    expect(queued.json.run_at).toBe(runAt);
    await pause(1500);
    const read = await api.get(`/jobs/${queued.json.id}`);
    expect(read.json).toMatchObject({ status: 'queued', runs: 0, result: null });
  });

  test.each([
    [{ payload: 1 }, '/queue'],
    [{ queue: '', payload: 1 }, '/queue'],
    [{ queue: 'a b', payload: 1 }, '/queue'],
    [{ queue: 'a' }, '/payload'],
    [{ queue: 'a', payload: 1, run_at: 'tomorrow' }, '/run_at'],
    [{ queue: 'a', payload: 1, priority: 1 }, '/priority'],
  ])('%j is 422', async (body, pointer) => {
    const { api } = await newMerchant(door);
    expectProblem(await api.keyed('/jobs', body), 'invalid-request', [pointer]);
  });

  test('with a time at the ends of the calendar is kept or refused, never a fault', async () => {
    const { api } = await newMerchant(door);
    for (const run_at of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      const reply = await api.keyed('/jobs', { queue: 'a', payload: 1, run_at });
      expect([202, 422], `${run_at}: ${reply.text}`).toContain(reply.status);
      if (reply.status === 202) {
        expect((await api.get(`/jobs/${reply.json.id}`)).status).toBe(200);
      }
    }
  });
});

async function untilRun(api: Api, id: string): Promise<Reply> {
  const deadlineMs = performance.now() + JOB_MS;
  for (;;) {
    const reply = await api.get(`/jobs/${id}`);
    if (reply.json.status === 'succeeded' || performance.now() > deadlineMs) return reply;
    await pause(100);
  }
}
