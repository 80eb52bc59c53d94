import { describe, expect, test, vi } from 'vitest';
import { Api, expectProblem, payment } from './api';
import { doors, fromNewAddress, newApiKey, newMerchant, operator } from './doors';
import { eventsOf, SYSTEM_STREAM } from './remains';

const CUSTOMER = 'cus_watched';
const READER = { 'user-agent': 'desk/1' };

async function eventsOfAll(requestIds: readonly string[]): Promise<number> {
  return (await Promise.all(requestIds.map((id) => eventsOf(id, 0)))).flat().length;
}

describe.each(doors)('$name: who read what', (door) => {
  test('reading a detail is an event: who, in what role, what, of which customer', async () => {
    const { uuid, api } = await newMerchant(door);
    const paid = await api.pay(payment({ customer_reference: CUSTOMER }));
    const refunded = await api.keyed('/refunds', { payment_id: paid.json.id, amount: 1 });
    for (const [path, type] of [
      [`/payments/${paid.json.id}`, 'payment'],
      [`/refunds/${refunded.json.id}`, 'refund'],
    ] as const) {
      const read = await api.get(path, { ...READER, ...fromNewAddress() });
      expect(read.status, read.text).toBe(200);
      expect(await eventsOf(read.requestId)).toMatchObject([
        {
          merchantId: uuid,
          outcome: `${type}.read`,
          record: {
            kind: 'system',
            actor: expect.stringMatching(/^key_[0-9a-f]{32}$/),
            actor_role: 'ingest read admin',
            action: `${type}.read`,
            subject_type: type,
            subject_id: path.split('/').at(-1),
            reason: null,
            customer_reference: CUSTOMER,
            user_agent: 'desk/1',
          },
        },
      ]);
    }
  });

  test('a search is an event that tells what was looked for; a page of everything is none', async () => {
    const { api } = await newMerchant(door);
    await api.pay(payment({ customer_reference: CUSTOMER }));
    await api.pay(payment({ customer_reference: CUSTOMER }));
    const plain = await api.get('/payments?limit=1');
    expect(await eventsOf(plain.requestId, 0)).toEqual([]);

    const query = `customer_reference=${CUSTOMER}&currency=EUR&ip=198.51.100.7&metadata[till]=4`;
    const searched = await api.get(`/payments?${query}`);
    expect(searched.status, searched.text).toBe(200);
    const [event] = await eventsOf(searched.requestId);
    expect(event).toMatchObject({
      outcome: 'payments.searched',
      record: {
        subject_type: 'payments',
        subject_id: null,
        customer_reference: CUSTOMER,
        metadata: { till: '4' },
        filter: { currency: 'EUR', ip: true },
      },
    });
    expect(JSON.stringify(event)).not.toContain('198.51.100.7');

    const next = await api.get(`/payments?limit=1&cursor=${plain.json.next_cursor}`);
    expect(next.status, next.text).toBe(200);
    expect(await eventsOf(next.requestId)).toMatchObject([
      { outcome: 'payments.searched', record: { filter: { cursor: true } } },
    ]);
  });

  test('what found nothing, or was refused, is not told as read', async () => {
    const { api } = await newMerchant(door);
    const none = await api.get('/payments/pay_00000000000000000000000000000000');
    expectProblem(none, 'not-found');
    const wrong = await api.get('/payments?currency=EUR&limit=0');
    expectProblem(wrong, 'invalid-request', ['/limit']);
    expect(await eventsOf(none.requestId, 0)).toEqual([]);
    expect(await eventsOf(wrong.requestId, 0)).toEqual([]);
  });

  test("what an operator reads of a merchant stands in the merchant's own stream", async () => {
    const { id, uuid } = await newMerchant(door);
    const read = await operator(door).get(`/merchants/${id}/api-keys`);
    expect(await eventsOf(read.requestId)).toMatchObject([
      { merchantId: uuid, outcome: 'api_keys.read', record: { subject_id: id } },
    ]);
  });

  test('failed access is an event that names who tried what', async () => {
    const { id, uuid } = await newMerchant(door);
    const writer = await newApiKey(door, id, ['ingest']);
    const refused = await writer.get('/payments');
    expectProblem(refused, 'forbidden');
    expect(await eventsOf(refused.requestId)).toMatchObject([
      {
        merchantId: uuid,
        record: {
          kind: 'system',
          action: 'access.refused',
          actor: expect.stringMatching(/^key_/),
          actor_role: 'ingest',
          subject_id: '/api/v1/payments',
        },
      },
    ]);
    const nobody = new Api(door.url, undefined);
    const unknown = await nobody.get('/payments', fromNewAddress());
    expectProblem(unknown, 'unauthenticated');
    expect(await eventsOf(unknown.requestId)).toMatchObject([
      {
        merchantId: SYSTEM_STREAM,
        record: { action: 'access.refused', actor: 'unknown', subject_id: '/api/v1/payments' },
      },
    ]);
  });

  test('the same read again and again is counted, another one is not', async () => {
    const { api } = await newMerchant(door);
    const paths = [];
    for (let count = 0; count < 2; count += 1) paths.push(`/payments/${(await api.pay()).json.id}`);
    const counts = [];
    for (const path of paths) {
      const reads = await Promise.all(Array.from({ length: 25 }, () => api.get(path)));
      const ids = reads.map(({ requestId }) => requestId);
      await vi.waitFor(async () => expect(await eventsOfAll(ids)).toBeGreaterThanOrEqual(20), {
        timeout: 60_000,
      });
      counts.push(await eventsOfAll(ids));
    }
    expect(counts).toEqual([20, 20]);
  });
});
