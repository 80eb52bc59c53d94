import type { OutgoingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Api, expectProblem, newKey, payment, type Slug } from './api';
import { doors, fromNewAddress, newApiKey, newMerchant } from './doors';
import { effectsOf, eventsOf, NOTHING, SYSTEM_STREAM } from './remains';

interface Refusal {
  readonly name: string;
  readonly slug: Slug;
  readonly outcome: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | object;
  readonly pointers?: readonly string[];
}

const TOO_LARGE = payment({ description: 'x'.repeat(262_144) });

/** Contract §2.1: each is sent with a key that then works for the corrected request. */
const REFUSALS: readonly Refusal[] = [
  {
    name: 'malformed JSON',
    slug: 'invalid-json',
    outcome: 'invalid_json',
    body: '{"amount": 1999,',
  },
  {
    name: 'a duplicate member',
    slug: 'invalid-json',
    outcome: 'invalid_json',
    body: '{"amount":1999,"\\u0061mount":1,"currency":"EUR","customer_reference":"c"}',
  },
  {
    name: 'an amount of zero and a currency that is none',
    slug: 'invalid-request',
    outcome: 'invalid_request',
    body: payment({ amount: 0, currency: 'eur' }),
    pointers: ['/amount', '/currency'],
  },
  {
    name: 'missing members',
    slug: 'invalid-request',
    outcome: 'invalid_request',
    body: {},
    pointers: ['/amount', '/currency', '/customer_reference'],
  },
  {
    name: 'an unknown member, escaped in its pointer',
    slug: 'invalid-request',
    outcome: 'invalid_request',
    body: payment({ 'a/b~c': 1 }),
    pointers: ['/a~1b~0c'],
  },
  {
    name: 'an unknown member of the payment method',
    slug: 'invalid-request',
    outcome: 'invalid_request',
    body: payment({ payment_method: { number: '4242424242424242' } }),
    pointers: ['/payment_method/number'],
  },
  {
    name: 'a text body',
    slug: 'unsupported-media-type',
    outcome: 'unsupported_media_type',
    headers: { 'content-type': 'text/plain' },
  },
  {
    name: 'a compressed body',
    slug: 'unsupported-media-type',
    outcome: 'unsupported_media_type',
    headers: { 'content-encoding': 'gzip' },
  },
  {
    name: 'a body past the limit',
    slug: 'payload-too-large',
    outcome: 'too_large',
    body: TOO_LARGE,
  },
];

describe.each(doors)('$name refuses', (door) => {
  test.each(REFUSALS)(
    '$name: $slug, one event, the key not consumed',
    async ({ slug, outcome, headers, body = payment(), pointers }) => {
      const { api, uuid } = await newMerchant(door);
      const key = newKey();
      const refused = await api.keyed('/payments', body, key, headers);
      expectProblem(refused, slug, pointers);
      expect(refused.headers['idempotency-key']).toBe(key);
      expect(refused.headers).not.toHaveProperty('idempotency-key-expires');
      expect(await eventsOf(refused.requestId)).toEqual([
        {
          merchantId: uuid,
          outcome,
          generation: null,
          record: expect.objectContaining({
            kind: 'attempt',
            operation: 'payments',
            http_status: refused.status,
          }),
        },
      ]);
      expect(await effectsOf(uuid)).toEqual(NOTHING);
      const corrected = await api.pay(payment(), key);
      expect(corrected.status).toBe(201);
      expect(corrected.headers).not.toHaveProperty('idempotent-replayed');
    },
  );

  test('a write without a key', async () => {
    const { api, uuid } = await newMerchant(door);
    for (const path of ['/payments', '/payments/batch', '/refunds', '/jobs']) {
      const refused = await api.post(path, { payments: [payment()] });
      expectProblem(refused, 'idempotency-key-missing');
      expect(refused.headers).not.toHaveProperty('idempotency-key');
      expect(await eventsOf(refused.requestId)).toMatchObject([
        { merchantId: uuid, outcome: 'key_missing', record: { http_status: 400 } },
      ]);
    }
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('a bad key, which is kept and shown nowhere but as its hash', async () => {
    const { api, uuid } = await newMerchant(door);
    const refused = await api.pay(payment(), 'a bad key');
    expectProblem(refused, 'idempotency-key-invalid');
    expect(refused.headers).not.toHaveProperty('idempotency-key');
    expect(refused.text).not.toContain('a bad key');
    const events = await eventsOf(refused.requestId);
    expect(events).toMatchObject([
      {
        merchantId: uuid,
        outcome: 'key_invalid',
        record: { key_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('a bad key');
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test.each([
    ['no credentials', undefined],
    ['an unknown key', 'Bearer oc_AAAAAAAAAAAA_SecretSecretSecretSecretSecretSecretSecretSec'],
    [
      'a password',
      `Basic ${Buffer.from('admin:hunter2hunter2hunter2hunter2hunter2').toString('base64')}`,
    ],
    ['another scheme', 'Digest username="SecretSecretSecretSecretSecretSecret"'],
    ['a bare key', 'SecretSecretSecretSecretSecretSecretSecret'],
  ])(
    '%s: 401 with WWW-Authenticate, an event in the system stream without a secret',
    async (_, authorization) => {
      const reply = await new Api(door.url, undefined).keyed('/payments', payment(), newKey(), {
        ...(authorization && { authorization }),
        ...fromNewAddress(),
      });
      expectProblem(reply, 'unauthenticated');
      expect(reply.headers['www-authenticate']).toMatch(/Bearer.*Basic/);
      const events = await eventsOf(reply.requestId);
      expect(events).toMatchObject([
        { merchantId: SYSTEM_STREAM, outcome: 'unauthenticated', record: { http_status: 401 } },
      ]);
      expect(JSON.stringify(events) + reply.text).not.toMatch(/Secret|hunter2/);
    },
  );

  test("a key without the scope: 403, an event in the merchant's stream without the secret", async () => {
    const { id, uuid } = await newMerchant(door);
    const reader = await newApiKey(door, id, ['read', 'admin', 'export']);
    const key = newKey();
    const reply = await reader.pay(payment(), key);
    expectProblem(reply, 'forbidden');
    expect(reply.json.detail).toContain('ingest');
    const events = await eventsOf(reply.requestId);
    expect(events).toMatchObject([
      { merchantId: uuid, outcome: 'forbidden', record: { http_status: 403 } },
    ]);
    expect(JSON.stringify(events)).not.toContain(String(reader.secret));
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('nobody whose key is the user name of Basic, or whose scheme is spelled otherwise', async () => {
    const { api } = await newMerchant(door);
    const basic = Buffer.from(`${api.secret}:`).toString('base64');
    for (const authorization of [
      `Basic ${basic}`,
      `bearer ${api.secret}`,
      `BEARER  ${api.secret}`,
    ]) {
      expect((await api.get('/payments', { authorization })).status).toBe(200);
    }
  });
});
