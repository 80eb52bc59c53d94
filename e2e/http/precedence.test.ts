import { describe, expect, test } from 'vitest';
import { Api, expectProblem, newKey, payment, type Slug } from './api';
import { doors, type Merchant, newApiKey, newMerchant } from './doors';
import { effectsOf, NOTHING } from './remains';

const TEXT = { 'content-type': 'text/plain' };
const NO_KEY = { 'idempotency-key': undefined };
const BAD_KEY = { 'idempotency-key': 'bad key' };
const MALFORMED = '{"amount":';
const TOO_LARGE = `${MALFORMED}${'x'.repeat(262_144)}`;

interface Attempt {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string | object;
  readonly as?: 'nobody' | 'reader';
}

/** Each has every fault that comes later in the order of contract §2, and is answered by its first. */
const ATTEMPTS: readonly (readonly [Slug, string, Attempt])[] = [
  ['unauthenticated', 'an unknown path', { as: 'nobody', path: '/nowhere', headers: TEXT }],
  ['unauthenticated', 'a wrong method', { as: 'nobody', method: 'DELETE' }],
  [
    'unauthenticated',
    'every fault of content',
    { as: 'nobody', headers: { ...TEXT, ...BAD_KEY }, body: TOO_LARGE },
  ],
  [
    'forbidden',
    'every fault of content',
    { as: 'reader', headers: { ...TEXT, ...BAD_KEY }, body: TOO_LARGE },
  ],
  ['forbidden', 'no key', { as: 'reader', headers: NO_KEY }],
  ['not-found', 'every fault of content', { path: '/nowhere', headers: TEXT, body: TOO_LARGE }],
  [
    'method-not-allowed',
    'every fault of content',
    { method: 'PUT', headers: TEXT, body: TOO_LARGE },
  ],
  ['unsupported-media-type', 'too large', { headers: { ...TEXT, ...BAD_KEY }, body: TOO_LARGE }],
  ['payload-too-large', 'malformed', { headers: BAD_KEY, body: TOO_LARGE }],
  ['invalid-json', 'a bad key', { headers: BAD_KEY, body: MALFORMED }],
  ['invalid-json', 'no key', { headers: NO_KEY, body: MALFORMED }],
  ['idempotency-key-invalid', 'invalid content', { headers: BAD_KEY, body: { amount: 0 } }],
  ['idempotency-key-missing', 'invalid content', { headers: NO_KEY, body: { amount: 0 } }],
  ['idempotency-key-missing', 'a body that is no object', { headers: NO_KEY, body: '[]' }],
  [
    'invalid-request',
    'nothing else',
    { body: { amount: 0, currency: 'EUR', customer_reference: 'c' } },
  ],
];

describe.each(doors)('$name answers the first of', (door) => {
  test.each(ATTEMPTS)('%s, also with %s', async (slug, _, attempt) => {
    const { method = 'POST', path = '/payments', headers, body = payment(), as } = attempt;
    const merchant = await newMerchant(door);
    const api = as ? await clientOf(as, merchant, door) : merchant.api;
    const reply = await api.send(path, {
      method,
      headers: { 'idempotency-key': newKey(), ...headers },
      body,
    });
    expectProblem(reply, slug, slug === 'invalid-request' ? ['/amount'] : []);
    expect(await effectsOf(merchant.uuid)).toEqual(NOTHING);
  });

  test('what is stored under the key before the content is validated', async () => {
    const { api } = await newMerchant(door);
    const key = newKey();
    await api.pay(payment(), key);
    for (const body of [{}, [], 'null', '1', payment({ amount: -1 }), payment({ unknown: 1 })]) {
      expectProblem(await api.pay(body, key), 'idempotency-key-reused');
    }
    expectProblem(
      await api.keyed('/refunds', { payment_id: 'nonsense' }, key),
      'idempotency-key-reused',
    );
  });

  test('what is stored before a batch is validated', async () => {
    const { api } = await newMerchant(door);
    const key = newKey();
    await api.keyed('/payments/batch', { payments: [payment()] }, key);
    for (const body of [
      { payments: [] },
      { payments: 1 },
      { payments: [payment({ amount: 0 })] },
    ]) {
      expectProblem(await api.keyed('/payments/batch', body, key), 'idempotency-key-reused');
    }
  });
});

async function clientOf(
  as: 'nobody' | 'reader',
  merchant: Merchant,
  door: (typeof doors)[number],
): Promise<Api> {
  if (as === 'nobody') return new Api(door.url, undefined);
  return await newApiKey(door, merchant.id, ['read']);
}
