import { beforeAll, describe, expect, test } from 'vitest';
import { type Api, expectProblem, type Json, payment } from './api';
import { doors, type Merchant, newMerchant, operator, through } from './doors';

/** All pages of a list; `between` runs after each. */
async function readAll(api: Api, path: string, between = async () => {}): Promise<Json[]> {
  const rows: Json[] = [];
  const mark = path.includes('?') ? '&' : '?';
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await api.get(cursor === '' ? path : `${path}${mark}cursor=${cursor}`);
    expect(page.status, page.text).toBe(200);
    expect(Date.parse(String(page.json.as_of))).toBeGreaterThan(Date.now() - 60_000);
    rows.push(...page.json.data);
    cursor = page.json.next_cursor;
    await between();
  }
  return rows;
}

const ids = (rows: readonly Json[]) => rows.map(({ id }) => id);

describe.each(doors)('$name: a list', (door) => {
  let merchant: Merchant;
  let made: Json[];
  beforeAll(async () => {
    merchant = await newMerchant(door);
    made = [];
    for (let index = 0; index < 23; index += 1) {
      const reply = await merchant.api.pay(
        payment({
          amount: 100 + index,
          currency: index % 2 ? 'EUR' : 'JPY',
          customer_reference: `cus_${index % 3}`,
          order_reference: `order-${index}`,
          provider_reference: `%_\\'";--${index}`,
          payment_method: { last4: String(1000 + index) },
          metadata: { "a.b[']": `v${index}` },
        }),
      );
      made.push({ ...reply.json, request: reply.requestId });
    }
  });

  test('is newest first, 50 at a time, and says when it was read', async () => {
    const page = await merchant.api.get('/payments');
    expect(ids(page.json.data)).toEqual(ids(made).reverse());
    expect(Object.keys(page.json).sort()).toEqual(['as_of', 'data', 'next_cursor']);
    expect(page.json.next_cursor).toBeNull();
  });

  test.each([1, 5, 22, 23, 24])('in pages of %i has every row once', async (limit) => {
    const rows = await readAll(merchant.api, `/payments?limit=${limit}`);
    expect(ids(rows)).toEqual(ids(made).reverse());
  });

  test('loses and repeats none while new rows arrive', async () => {
    const { api } = await newMerchant(door);
    const before: string[] = [];
    for (let index = 0; index < 12; index += 1) before.push((await api.pay()).json.id);
    const rows = await readAll(api, '/payments?limit=3', async () => {
      await Promise.all([api.pay(), api.pay()]);
    });
    expect(ids(rows)).toEqual(before.reverse());
  });

  test.each([
    ['customer_reference=cus_1', (row: Json) => row.customer_reference === 'cus_1'],
    ['order_reference=order-7', (row: Json) => row.order_reference === 'order-7'],
    ['amount=110', (row: Json) => row.amount === 110],
    ['amount_min=120', (row: Json) => row.amount >= 120],
    ['amount_min=105&amount_max=107', (row: Json) => row.amount >= 105 && row.amount <= 107],
    ['currency=JPY', (row: Json) => row.currency === 'JPY'],
    [
      'currency=JPY&customer_reference=cus_0',
      (row: Json) => row.currency === 'JPY' && row.customer_reference === 'cus_0',
    ],
    ['last4=1004', (row: Json) => row.amount === 104],
    [`metadata[${encodeURIComponent("a.b[']")}]=v3`, (row: Json) => row.amount === 103],
    [
      `metadata[${encodeURIComponent("a.b[']")}]=v3&currency=EUR`,
      (row: Json) => row.amount === 103,
    ],
    [`provider_reference=${encodeURIComponent(`%_\\'";--9`)}`, (row: Json) => row.amount === 109],
    ['customer_reference=%25', () => false],
    ['customer_reference=cus__', () => false],
    // A filter that is passed over would show everything.
    ['metadata[__proto__]=v3', () => false],
    [`customer_reference=${encodeURIComponent("' OR '1'='1")}`, () => false],
  ])('filtered by %s has what fits, also in pages', async (filter, fits) => {
    const rows = await readAll(merchant.api, `/payments?limit=2&${filter}`);
    expect(ids(rows)).toEqual(ids(made.filter(fits)).reverse());
  });

  test('filtered by request has its payment; from and to are half-open', async () => {
    const { api } = merchant;
    const fifth = made[5] as Json;
    const byRequest = await readAll(api, `/payments?request_id=${fifth.request}`);
    expect(ids(byRequest)).toEqual([fifth.id]);
    const [from, to] = [made[3]?.created_at, made[7]?.created_at].map(String);
    const rows = await readAll(api, `/payments?from=${from}&to=${to}`);
    const within = made.filter(
      ({ created_at: at }) => String(at) >= String(from) && String(at) < String(to),
    );
    expect(ids(rows)).toEqual(ids(within).reverse());
  });

  test.each([
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['limit=-1', '/limit'],
    ['limit=1.5', '/limit'],
    ['limit=', '/limit'],
    ['limit=1e1', '/limit'],
    ['limit=%2010', '/limit'],
    ['limit=5&limit=6', '/limit'],
    ['page=2', '/page'],
    ['offset=1', '/offset'],
    ['constructor=1', '/constructor'],
    ['metadata=1', '/metadata'],
    ['cursor=x', '/cursor'],
    ['cursor=', '/cursor'],
    ['cursor=eyJpZCI6MX0', '/cursor'],
    ['amount=ten', '/amount'],
    ['last4=12', '/last4'],
    ['request_id=1', '/request_id'],
    ['from=yesterday', '/from'],
    ['from=2026-02-30T00:00:00Z', '/from'],
    ['customer_reference=', '/customer_reference'],
    ['customer_reference=a%00b', '/customer_reference'],
  ])('with ?%s is 422', async (query, pointer) => {
    expectProblem(await merchant.api.get(`/payments?${query}`), 'invalid-request', [pointer]);
  });

  test.each([
    ['limit=200'],
    // Next drops it before door one sees it.
    ['__proto__=1'],
    ['from=0000-01-01T00:00:00Z'],
    ['from=0001-01-01T00:00:00%2B14:00'],
    ['to=9999-12-31T23:59:59-14:00'],
    ['amount_max=999999999999999'],
    ['customer_reference=%ff'],
    ['metadata[a%00b]=1'],
    [`user_agent=${'(a%2B)%2B$'.repeat(50)}`],
  ])('with ?%s is 200 or 422, never a fault', async (query) => {
    const reply = await merchant.api.get(`/payments?${query}`);
    expect([200, 422], reply.text).toContain(reply.status);
  });

  test('has a cursor that cannot be altered or carried elsewhere', async () => {
    const { api } = merchant;
    const other = await newMerchant(door);
    const page = await api.get('/payments?limit=2&currency=EUR');
    const cursor = String(page.json.next_cursor);
    const unlike = (letter: string | undefined) => (letter === 'A' ? 'B' : 'A');
    for (const [client, path] of [
      [api, `/payments?limit=2&currency=EUR&cursor=${cursor.slice(0, -1)}${unlike(cursor.at(-1))}`],
      [api, `/payments?limit=2&currency=EUR&cursor=${unlike(cursor[0])}${cursor.slice(1)}`],
      [api, `/payments?limit=2&currency=EUR&cursor=${cursor}%3D`],
      [api, `/payments?limit=2&currency=EUR&cursor=${cursor.slice(0, 30)}`],
      [api, `/payments?limit=2&currency=JPY&cursor=${cursor}`],
      [api, `/payments?limit=2&cursor=${cursor}`],
      [api, `/refunds?limit=2&cursor=${cursor}`],
      [other.api, `/payments?limit=2&currency=EUR&cursor=${cursor}`],
    ] as const) {
      expectProblem(await client.get(path), 'invalid-request', ['/cursor']);
    }
    const next = await api.get(`/payments?limit=3&currency=EUR&cursor=${cursor}`);
    expect(next.status).toBe(200);
  });

  test('is read on through the other door', async () => {
    const rows: Json[] = [];
    let cursor = '';
    for (let turn = 0; rows.length < made.length; turn += 1) {
      const api = through(doors[turn % 2] ?? door, merchant.api);
      const page = await api.get(`/payments?limit=4${cursor && `&cursor=${cursor}`}`);
      rows.push(...page.json.data);
      cursor = String(page.json.next_cursor);
    }
    expect(ids(rows)).toEqual(ids(made).reverse());
  });

  test("another merchant's ids are 404 one by one, and stand in none of its lists", async () => {
    const { api } = merchant;
    const other = await newMerchant(door);
    const refund = await api.keyed('/refunds', { payment_id: made[0]?.id, amount: 1 });
    const job = await api.keyed('/jobs', { queue: 'mail', payload: 1 });
    for (const path of [
      `/payments/${made[0]?.id}`,
      `/refunds/${refund.json.id}`,
      `/jobs/${job.json.id}`,
      `/merchants/${merchant.id}/api-keys`,
    ]) {
      expect((await api.get(path)).status, path).toBe(200);
      expectProblem(await other.api.get(path), 'not-found');
    }
    for (const path of [
      '/payments',
      '/refunds',
      `/payments?order_reference=order-1`,
      `/refunds?payment_id=${made[0]?.id}`,
    ]) {
      expect((await other.api.get(path)).json.data, path).toEqual([]);
    }
  });

  test.each([
    '/payments/pay_1',
    `/payments/${'0'.repeat(32)}`,
    '/payments/%00',
    '/payments/%ff',
    '/payments/%',
    '/payments/pay_%2e%2e',
    `/refunds/pay_${'0'.repeat(32)}`,
    `/jobs/JOB_${'0'.repeat(32)}`,
    '/policies/refund',
    '/merchants/mer_1/api-keys',
  ])('and of %s is 404', async (path) => {
    expectProblem(await merchant.api.get(path), 'not-found');
  });

  test('of merchants, of API keys and of policies has pages as well', async () => {
    const all = await readAll(operator(door), '/merchants?limit=7');
    expect(new Set(ids(all)).size).toBe(all.length);
    expect(ids(all)).toContain(merchant.id);
    const policies = await readAll(merchant.api, '/policies?limit=1');
    expect(policies.map(({ operation }) => operation)).toEqual(['payments', 'refunds', 'jobs']);
    const keys = await readAll(merchant.api, `/merchants/${merchant.id}/api-keys?limit=1`);
    expect(keys).toHaveLength(1);
  });
});
