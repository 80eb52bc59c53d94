import type { OutgoingHttpHeaders } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectProblem, newKey, payment } from './api';
import { doors, type Merchant, newMerchant } from './doors';
import { effectsOf, NOTHING } from './remains';

const VISIBLE = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))
  .filter((character) => !'"\',\\'.includes(character))
  .join('');

type Source = readonly [
  name: string,
  headers: (key: string) => OutgoingHttpHeaders,
  members?: (key: string) => Record<string, unknown>,
];

const ACCEPTED: readonly Source[] = [
  ['Idempotency-Key, bare', (key) => ({ 'Idempotency-Key': key })],
  ['Idempotency-Key, a Structured Field string', (key) => ({ 'Idempotency-Key': `"${key}"` })],
  ['Idempotency-Key, in any case', (key) => ({ 'IDEMPOTENCY-KEY': key })],
  ['Idempotency-Key, between spaces', (key) => ({ 'Idempotency-Key': `  ${key}\t ` })],
  ['X-Idempotency-Key', (key) => ({ 'X-Idempotency-Key': key })],
  ['X-Idempotency-Key, a Structured Field string', (key) => ({ 'X-Idempotency-Key': `"${key}"` })],
  ['the member idempotency_key', () => ({}), (key) => ({ idempotency_key: key })],
  ['the member x-idempotency-key', () => ({}), (key) => ({ 'x-idempotency-key': key })],
  ['both headers', (key) => ({ 'idempotency-key': key, 'x-idempotency-key': `"${key}"` })],
  [
    'header and member',
    (key) => ({ 'idempotency-key': `"${key}"` }),
    (key) => ({ idempotency_key: key }),
  ],
  [
    'all four places',
    (key) => ({ 'idempotency-key': key, 'x-idempotency-key': key }),
    (key) => ({ idempotency_key: key, 'x-idempotency-key': key }),
  ],
];

const REJECTED_VALUES: readonly (readonly [string, OutgoingHttpHeaders[string]])[] = [
  ['is empty', ''],
  ['is blank', '   '],
  ['is an empty Structured Field string', '""'],
  ['has 256 characters', 'k'.repeat(256)],
  ['has 256 characters between quotes', `"${'k'.repeat(256)}"`],
  ['has 10,000 characters', 'k'.repeat(10_000)],
  ['has a space', 'a b'],
  ['has a tab', 'a\tb'],
  ['has a comma', 'a,b'],
  ['has a quote within', 'a"b'],
  ['has an apostrophe', "a'b"],
  ['opens a quote', '"abc'],
  ['closes a quote', 'abc"'],
  ['has an escaped quote', '"a\\"b"'],
  ['has a space between quotes', '"a b"'],
  ['has a parameter', '"abc";a=1'],
  ['has a parameter without a value', '"abc"; a'],
  ['is a list', '"a", "b"'],
  ['is two strings', '"a" "b"'],
  ['has a Latin-1 letter', 'cl\u00e9'],
  ['has UTF-8 bytes', Buffer.from('clé-日本').toString('latin1')],
  ['stands in a repeated header', ['one', 'two']],
  ['stands in a repeated header, twice the same', ['same', 'same']],
  ['stands in a repeated header, the second empty', ['one', '']],
];

const REJECTED_BODIES: readonly (readonly [string, Record<string, unknown>])[] = [
  ['is a number', { idempotency_key: 7 }],
  ['is null', { idempotency_key: null }],
  ['is an object', { idempotency_key: {} }],
  ['is a list', { 'x-idempotency-key': ['a'] }],
  ['is false', { idempotency_key: false }],
  ['is an empty string', { idempotency_key: '' }],
  ['has spaces around it', { idempotency_key: ' a ' }],
  ['has quotes', { idempotency_key: '"a"' }],
  ['has a line end', { idempotency_key: 'a\r\nSet-Cookie: b' }],
  ['has a decomposed letter', { idempotency_key: 'cle\u0301' }],
  ['has a full-width letter', { idempotency_key: '\uff41bc' }],
  ['has a zero-width space', { idempotency_key: 'a\u200bb' }],
  ['has a Cyrillic letter', { idempotency_key: '\u0430bc' }],
  ['has an emoji', { idempotency_key: '🔑' }],
  ['has 256 characters', { 'x-idempotency-key': 'k'.repeat(256) }],
];

const DIFFERING: readonly Source[] = [
  ['two headers', (key) => ({ 'idempotency-key': key, 'x-idempotency-key': `${key}x` })],
  [
    'two headers by case',
    (key) => ({ 'idempotency-key': `${key}A`, 'x-idempotency-key': `${key}a` }),
  ],
  [
    'header and member',
    (key) => ({ 'idempotency-key': key }),
    () => ({ idempotency_key: 'other' }),
  ],
  ['two members', () => ({}), (key) => ({ idempotency_key: key, 'x-idempotency-key': `${key}x` })],
  [
    'a good header and a bad member',
    (key) => ({ 'idempotency-key': key }),
    () => ({ idempotency_key: '' }),
  ],
  ['a good and an empty header', (key) => ({ 'idempotency-key': key, 'x-idempotency-key': '' })],
];

describe.each(doors)('$name: the key', (door) => {
  let merchant: Merchant;
  beforeAll(async () => {
    merchant = await newMerchant(door);
  });

  test.for(ACCEPTED)('may stand in %s, and all mean the same', async ([, headers, members]) => {
    const { api } = merchant;
    const key = newKey();
    const first = await api.post('/payments', payment(members?.(key)), headers(key));
    expect(first.status, first.text).toBe(201);
    expect(first.headers['idempotency-key']).toBe(key);
    expect(first.json).not.toHaveProperty('idempotency_key');
    for (const [, otherHeaders, otherMembers] of ACCEPTED) {
      const retry = await api.post('/payments', payment(otherMembers?.(key)), otherHeaders(key));
      expect(retry.text).toBe(first.text);
      expect(retry.headers['idempotent-replayed']).toBe('true');
    }
  });

  test.each([
    ['one character', '~'],
    ['255 characters', `${newKey()}${'k'.repeat(219)}`],
    ['every visible character but quotes and commas', VISIBLE],
    ['what looks like a path', '../../etc/passwd?x=%0d%0aSet-Cookie:y'],
  ])('may have %s', async (_, key) => {
    const { api } = await newMerchant(door);
    const bare = await api.pay(payment(), key);
    expect(bare.status, bare.text).toBe(201);
    expect(bare.headers['idempotency-key']).toBe(key);
    expect(bare.headers).not.toHaveProperty('set-cookie');
    expect((await api.pay(payment(), `"${key}"`)).headers['idempotent-replayed']).toBe('true');
  });

  test('tells upper from lower case', async () => {
    const { api } = merchant;
    const first = await api.pay(payment(), 'Case');
    expect((await api.pay(payment(), 'case')).json.id).not.toBe(first.json.id);
  });

  test.each(REJECTED_VALUES)('in a header is refused where it %s', async (_, value) => {
    const { api, uuid } = await newMerchant(door);
    for (const name of ['idempotency-key', 'x-idempotency-key']) {
      const reply = await api.post('/payments', payment(), { [name]: value });
      expectProblem(reply, 'idempotency-key-invalid');
      expect(reply.headers).not.toHaveProperty('idempotency-key');
    }
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test.each(REJECTED_BODIES)('in the body is refused where it %s', async (_, members) => {
    const { api, uuid } = await newMerchant(door);
    expectProblem(await api.post('/payments', payment(members)), 'idempotency-key-invalid');
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test.for(DIFFERING)('is refused where it differs: %s', async ([, headers, members]) => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    const reply = await api.post('/payments', payment(members?.(key)), headers(key));
    expectProblem(reply, 'idempotency-key-invalid');
    expect(reply.headers).not.toHaveProperty('idempotency-key');
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('on a read is ignored, whatever it is', async () => {
    const { api } = merchant;
    for (const value of ['x', 'bad key', '', ['a', 'b']]) {
      const reply = await api.get('/payments', { 'idempotency-key': value });
      expect(reply.status).toBe(200);
      expect(reply.headers).not.toHaveProperty('idempotency-key');
    }
  });

  test("may stand in a policy's header, for that operation alone", async () => {
    const { api } = await newMerchant(door);
    const key = newKey();
    const header = { 'PayPal-Request-Id': key };
    expectProblem(await api.post('/payments', payment(), header), 'idempotency-key-missing');
    const policy = { key_headers: ['PayPal-Request-Id'], reason: 'we come from PayPal' };
    expect((await api.send('/policies/payments', { method: 'PUT', body: policy })).status).toBe(
      200,
    );
    const first = await api.post('/payments', payment(), header);
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-key']).toBe(key);
    expect((await api.pay(payment(), key)).text).toBe(first.text);
    const differs = { ...header, 'idempotency-key': 'other' };
    expectProblem(await api.post('/payments', payment(), differs), 'idempotency-key-invalid');
    const job = { queue: 'mail', payload: 1 };
    expectProblem(await api.post('/jobs', job, header), 'idempotency-key-missing');
  });
});
