import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import type { LogEvent } from '@/lib/ledger/log-event';
import { BLOCK_EVENTS } from './blocks/block';
import { keyId } from './keys/key-id';
import { someEvents } from './testing/log-events';
import { type Json, keysOf, seqsOf, TestLists } from './testing/test-lists';

let lists: TestLists;
beforeAll(async () => {
  lists = await TestLists.open();
});
afterAll(() => lists.close());

describe('a log of three blocks', () => {
  const merchantId = uuidv7();
  let made: LogEvent[];
  beforeAll(async () => {
    const events = someEvents(merchantId, BLOCK_EVENTS * 2 + 500);
    made = [];
    for (let at = 0; at < events.length; at += 900) {
      made.push(...(await lists.log.append(events.slice(at, at + 900))));
    }
  });

  const at = (index: number) => String(made[index]?.occurredAt);
  const filters: [string, () => Json, (event: LogEvent) => boolean][] = [
    ['none', () => ({}), () => true],
    ['outcome', () => ({ outcome: 'payload_conflict' }), (e) => e.outcome === 'payload_conflict'],
    ['operation', () => ({ operation: 'refunds' }), (e) => e.operation === 'refunds'],
    ['key', () => ({ key: 'order-7' }), (e) => e.idempotencyKey === 'order-7'],
    [
      'key_id',
      () => ({ key_id: publicId('ikey', keyId(merchantId, 'order-7')) }),
      (e) => e.idempotencyKey === 'order-7',
    ],
    ['status', () => ({ status: '503' }), (e) => e.httpStatus === 503],
    ['amount_min', () => ({ amount_min: '1048' }), (e) => Number(e.amount) >= 1048],
    ['a rare amount', () => ({ amount_max: '10' }), (e) => Number(e.amount) <= 10],
    ['currency', () => ({ currency: 'JPY' }), (e) => e.currency === 'JPY'],
    ['customer', () => ({ customer_reference: 'cus_4' }), (e) => e.customerReference === 'cus_4'],
    ['order', () => ({ order_reference: 'ord_4000' }), (e) => e.orderReference === 'ord_4000'],
    ['provider', () => ({ provider_reference: 'psp_1' }), (e) => e.providerReference === 'psp_1'],
    ['last4', () => ({ last4: '1004' }), (e) => e.last4 === '1004'],
    [
      'fingerprint',
      () => ({ fingerprint: '0a'.repeat(32) }),
      (e) => e.fingerprint === '0a'.repeat(32),
    ],
    ['metadata', () => ({ metadata: { shop: 'eu' } }), (e) => e.metadata?.shop === 'eu'],
    ['client_id', () => ({ client_id: 'key_1' }), (e) => e.client === 'key_1'],
    ['ip', () => ({ ip: '203.0.113.9' }), (e) => e.ip === '203.0.113.9'],
    ['user_agent', () => ({ user_agent: 'a' }), (e) => e.userAgent === 'a'],
    ['kind', () => ({ kind: 'system' }), () => false],
    [
      'request',
      () => ({ request_id: publicId('req', String(made[3000]?.requestId)) }),
      (e) => e.seq === 3001,
    ],
    ['from and to', () => ({ from: at(700), to: at(2900) }), (e) => e.seq > 700 && e.seq <= 2900],
    [
      'a span far from both ends',
      () => ({ from: at(10), to: at(13) }),
      (e) => e.seq > 10 && e.seq <= 13,
    ],
    ['from', () => ({ from: at(4500) }), (e) => e.seq > 4500],
    ['to', () => ({ to: at(5) }), (e) => e.seq <= 5],
    [
      'customer and outcome',
      () => ({ customer_reference: 'cus_4', outcome: 'executed' }),
      (e) => e.customerReference === 'cus_4' && e.outcome === 'executed',
    ],
    [
      'ip, currency and from',
      () => ({ ip: '203.0.113.9', currency: 'EUR', from: at(20) }),
      (e) => e.ip === '203.0.113.9' && e.currency === 'EUR' && e.seq > 20,
    ],
    ['what nothing has', () => ({ ip: '198.51.100.1' }), () => false],
  ];

  test.each(filters)(
    'filtered by %s: events newest first and oldest first',
    async (_, query, fits) => {
      const expected = made.filter(fits).map(({ seq }) => seq);
      const following = await lists.readAll('events', merchantId, {
        ...query(),
        limit: '200',
        after_seq: '0',
      });
      expect(seqsOf(following)).toEqual(expected);
      const newest = await lists.readAll('events', merchantId, { ...query(), limit: '190' });
      expect(seqsOf(newest)).toEqual(expected.reverse());
    },
  );

  test('whatever the size of its pages, the log is whole', async () => {
    for (const limit of ['1', '7', '200']) {
      const rows = await lists.readAll('events', merchantId, {
        limit,
        customer_reference: 'cus_2',
        from: at(3000),
      });
      const expected = made.filter((e) => e.customerReference === 'cus_2' && e.seq > 3000);
      expect(seqsOf(rows)).toEqual(expected.map(({ seq }) => seq).reverse());
    }
  });

  /** What the keys' row says, computed from their events. */
  function expectedKeys(fits: (events: readonly LogEvent[]) => boolean, order: 'first' | 'last') {
    const byKey = new Map<string, LogEvent[]>();
    for (const event of made) {
      const key = String(event.idempotencyKey);
      byKey.set(key, [...(byKey.get(key) ?? []), event]);
    }
    return [...byKey]
      .filter(([, events]) => fits(events))
      .sort(([, one], [, other]) => {
        const place = (events: readonly LogEvent[]) =>
          Number((order === 'first' ? events[0] : events.at(-1))?.seq);
        return place(other) - place(one);
      })
      .map(([key]) => key);
  }
  const last = (events: readonly LogEvent[]) =>
    events.findLast(({ outcome }) => outcome === 'executed') ?? events[0];

  const keyFilters: [string, () => Json, (events: readonly LogEvent[]) => boolean][] = [
    ['none', () => ({}), () => true],
    ['key', () => ({ key: 'order-7' }), ([e]) => e?.idempotencyKey === 'order-7'],
    [
      'key_prefix',
      () => ({ key_prefix: 'order-3' }),
      ([e]) => Boolean(e?.idempotencyKey?.startsWith('order-3')),
    ],
    ['a prefix that is a pattern', () => ({ key_prefix: 'order%' }), () => false],
    ['operation', () => ({ operation: 'refunds' }), (es) => last(es)?.operation === 'refunds'],
    ['currency', () => ({ currency: 'JPY' }), (es) => last(es)?.currency === 'JPY'],
    [
      'customer',
      () => ({ customer_reference: 'cus_4' }),
      (es) => last(es)?.customerReference === 'cus_4',
    ],
    [
      'order',
      () => ({ order_reference: 'ord_4410' }),
      (es) => last(es)?.orderReference === 'ord_4410',
    ],
    ['last4', () => ({ last4: '1004' }), (es) => last(es)?.last4 === '1004'],
    [
      'customer, last4 and what was sent',
      () => ({ customer_reference: 'cus_4', last4: '1004', user_agent: 'b' }),
      (es) =>
        last(es)?.customerReference === 'cus_4' &&
        last(es)?.last4 === '1004' &&
        es.some(({ userAgent }) => userAgent === 'b'),
    ],
    ['amount', () => ({ amount_min: '1049' }), (es) => Number(last(es)?.amount) >= 1049],
    [
      'fingerprint',
      () => ({ fingerprint: '0a'.repeat(32) }),
      (es) => last(es)?.fingerprint === '0a'.repeat(32),
    ],
    ['ip', () => ({ ip: '203.0.113.9' }), (es) => es.some(({ ip }) => ip === '203.0.113.9')],
    [
      'client_id',
      () => ({ client_id: 'key_1' }),
      (es) => es.some(({ client }) => client === 'key_1'),
    ],
    [
      'user_agent',
      () => ({ user_agent: 'a' }),
      (es) => es.some(({ userAgent }) => userAgent === 'a'),
    ],
    [
      'conflicts',
      () => ({ has: 'conflicts' }),
      (es) => es.some(({ outcome }) => outcome === 'payload_conflict'),
    ],
    [
      'replays',
      () => ({ has: 'replays' }),
      (es) => es.some(({ outcome }) => outcome === 'replayed'),
    ],
    ['undelivered', () => ({ has: 'undelivered' }), () => false],
    ['alerts', () => ({ has: 'alerts' }), () => false],
    [
      'expired',
      () => ({ state: 'expired' }),
      (es) => es.some(({ outcome }) => outcome === 'executed'),
    ],
    ['completed', () => ({ state: 'completed' }), () => false],
    [
      'unused',
      () => ({ state: 'unused' }),
      (es) => !es.some(({ outcome }) => outcome === 'executed'),
    ],
    ['in_progress', () => ({ state: 'in_progress' }), () => false],
    ['expiring_within', () => ({ expiring_within: 'P1D' }), () => false],
    [
      'request',
      () => ({ request_id: publicId('req', String(made[3000]?.requestId)) }),
      (es) => es.some(({ seq }) => seq === 3001),
    ],
  ];

  test.each(keyFilters)(
    'filtered by %s: keys by when they were first and last seen',
    async (_, query, fits) => {
      for (const order of ['first', 'last'] as const) {
        const rows = await lists.readAll('keys', merchantId, {
          ...query(),
          time: `${order}_seen`,
          limit: '60',
        });
        expect(keysOf(rows), order).toEqual(expectedKeys(fits, order));
      }
    },
  );

  test('keys first or last seen in a span, half-open', async () => {
    const first = await lists.readAll('keys', merchantId, { from: at(100), to: at(150) });
    expect(keysOf(first)).toEqual(
      expectedKeys(([e]) => Number(e?.seq) > 100 && Number(e?.seq) <= 150, 'first'),
    );
    const ofCustomer = await lists.readAll('keys', merchantId, {
      customer_reference: 'cus_4',
      from: at(100),
      to: at(300),
    });
    const isCustomers = (es: readonly LogEvent[]) =>
      Number(es[0]?.seq) > 100 &&
      Number(es[0]?.seq) <= 300 &&
      last(es)?.customerReference === 'cus_4';
    expect(keysOf(ofCustomer)).toEqual(expectedKeys(isCustomers, 'first'));
    const lastSeen = await lists.readAll('keys', merchantId, {
      time: 'last_seen',
      from: at(4300),
      to: at(4400),
    });
    const inSpan = (es: readonly LogEvent[]) =>
      Number(es.at(-1)?.seq) > 4300 && Number(es.at(-1)?.seq) <= 4400;
    expect(keysOf(lastSeen)).toEqual(expectedKeys(inSpan, 'last'));
  });
});
