import { describe, expect, test } from 'vitest';
import { expectProblem, payment } from './api';
import { doors, newMerchant } from './doors';
import { effectsOf, NOTHING } from './remains';

const method = (over: object) => ({ payment_method: { type: 'card', ...over } });
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

/** trust.md §4.2, B9, B12, B16 and B17: what is JSON, but no payment. */
const INVALID: readonly (readonly [string, object, string])[] = [
  ['amount', { amount: 0 }, '/amount'],
  ['amount', { amount: -1 }, '/amount'],
  ['amount', { amount: 1.005 }, '/amount'],
  ['amount', { amount: 0.30000000000000004 }, '/amount'],
  ['amount', { amount: '12' }, '/amount'],
  ['amount', { amount: null }, '/amount'],
  ['amount', { amount: [1] }, '/amount'],
  ['amount', { amount: 1_000_000_000_000 }, '/amount'],
  ['amount', { amount: 2 ** 53 }, '/amount'],
  ['currency', { currency: 'usd' }, '/currency'],
  ['currency', { currency: 'USD ' }, '/currency'],
  ['currency', { currency: 'XXX' }, '/currency'],
  ['currency', { currency: 'XTS' }, '/currency'],
  ['currency', { currency: 'US' }, '/currency'],
  ['currency', { currency: 978 }, '/currency'],
  ['currency', { currency: 'toString' }, '/currency'],
  ['currency', { currency: '__proto__' }, '/currency'],
  ['customer_reference', { customer_reference: '' }, '/customer_reference'],
  ['customer_reference', { customer_reference: 'c'.repeat(256) }, '/customer_reference'],
  ['customer_reference', { customer_reference: {} }, '/customer_reference'],
  ['metadata', { metadata: pairs(51) }, '/metadata'],
  ['metadata', { metadata: { a: 1 } }, '/metadata'],
  ['metadata', { metadata: ['a'] }, '/metadata'],
  ['a card number', method({ brand: '4242 4242 4242 4242' }), '/payment_method/brand'],
  ['a card number', method({ type: '5555-5555-5555-4444' }), '/payment_method/type'],
  ['a card number', method({ last4: '4242424242424242' }), '/payment_method/last4'],
  ['last4', method({ last4: '42' }), '/payment_method/last4'],
  ['status', { status: 'succeeded' }, '/status'],
  ['id', { id: 'pay_00000000000000000000000000000000' }, '/id'],
  ['merchant_id', { merchant_id: 'x' }, '/merchant_id'],
  ['toString', { toString: 'x' }, '/toString'],
  ['timestamp', { timestamp: '2026-02-30T00:00:00Z' }, '/timestamp'],
  ['timestamp', { timestamp: '2026-11-23' }, '/timestamp'],
  ['timestamp', { timestamp: '2026-11-23T12:00:00' }, '/timestamp'],
  ['timestamp', { timestamp: '2026-11-23T24:00:01Z' }, '/timestamp'],
  ['timestamp', { timestamp: '2026-13-01T00:00:00Z' }, '/timestamp'],
  ['timestamp', { timestamp: '2026-11-23T12:00:00+25:00' }, '/timestamp'],
  ['timestamp', { timestamp: 1_795_435_200 }, '/timestamp'],
  ['timestamp', { timestamp: 'now' }, '/timestamp'],
];

const VALID: readonly (readonly [string, object])[] = [
  ['the least amount', { amount: 1 }],
  ['the greatest amount', { amount: 999_999_999_999 }],
  ['yen', { currency: 'JPY', amount: 100 }],
  ['three digit dinars', { currency: 'KWD', amount: 1001 }],
  ['satoshi', { currency: 'BTC', amount: 100_000_000 }],
  ['255 characters', { customer_reference: '👟'.repeat(127) }],
  ['50 pairs', { metadata: pairs(50) }],
  ['names of prototypes in metadata', { metadata: { constructor: 'a', toString: 'b' } }],
  ['the year 9999', { timestamp: '9999-12-31T23:59:59Z' }],
  ['the year 0000', { timestamp: '0000-01-01T00:00:00Z' }],
  ['another zone', { timestamp: '2026-11-23T12:00:00.123456789-11:30' }],
  ['what looks like SQL', { customer_reference: "'); DROP TABLE payments; --" }],
  ['what looks like an array', { customer_reference: '{"a","b\\"}', order_reference: '{NULL}' }],
  ['line ends and tabs', { description: 'a\r\n\tb\u001f\u007f\u2028' }],
];

describe.each(doors)('$name: a payment', (door) => {
  test.each(INVALID)('with a wrong %s (%j) is 422 at its pointer', async (_, over, pointer) => {
    const { api, uuid } = await newMerchant(door);
    // A prototype's names count as members only where they stand in the text.
    expectProblem(await api.pay(JSON.stringify(payment({ ...over }))), 'invalid-request', [
      pointer,
    ]);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test.each(VALID)('may have %s, and reads back as it came', async (_, over) => {
    const { api } = await newMerchant(door);
    const body = payment({ ...over });
    const made = await api.pay(body);
    expect(made.status, made.text).toBe(201);
    const read = await api.get(`/payments/${made.json.id}`);
    expect(read.json).toEqual({ ...made.json });
    expect(read.json).toMatchObject(body);
  });

  test.each(['[]', 'null', '"text"', '1', 'true'])('is never %s', async (body) => {
    const { api, uuid } = await newMerchant(door);
    const reply = await api.pay(body);
    expect(reply.status, reply.text).toBe(422);
    expect(reply.json.errors).toMatchObject([{ pointer: '' }]);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('with __proto__ in its metadata keeps it as data and pollutes nothing', async () => {
    const { api } = await newMerchant(door);
    const text = JSON.stringify(payment({ metadata: { safe: '1' } }));
    const sent = text.replace('"safe":"1"', '"safe":"1","__proto__":"2"');
    const made = await api.pay(sent);
    expect(made.status, made.text).toBe(201);
    expect(made.text).toContain('"__proto__":"2"');
    expect((await api.get(`/payments/${made.json.id}`)).text).toContain('"__proto__":"2"');
    expectProblem(
      await api.pay(text.replace('{', '{"__proto__":{"amount":1},')),
      'invalid-request',
      ['/__proto__'],
    );
  });

  test.each([
    ['80,000 members', `{${Array.from({ length: 80_000 }, (_, index) => `"m${index}":0`).join()}}`],
    ['500,001 elements', `{"payments":[${'0,'.repeat(500_000)}0]}`],
    ['300,001 lists', `{"payments":[${'[],'.repeat(300_000)}[]]}`],
    [
      'a deep list in each record',
      `{"payments":[${`${'['.repeat(30)}${']'.repeat(30)},`.repeat(999)}1]}`,
    ],
  ])('in a batch of %s is refused in good time', async (_, body) => {
    const { api, uuid } = await newMerchant(door);
    const startedAtMs = performance.now();
    const reply = await api.keyed('/payments/batch', body);
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
    expect([413, 422]).toContain(reply.status);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('with every fault at once names twenty of them', async () => {
    const { api } = await newMerchant(door);
    const wrong = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`x${index}`, 1]));
    const reply = await api.pay(payment(wrong));
    expect(reply.status).toBe(422);
    expect(reply.json.errors.length).toBeGreaterThanOrEqual(20);
    expect(reply.json.errors.length).toBeLessThanOrEqual(40);
  });
});
