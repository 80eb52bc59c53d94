import { describe, expect, test } from 'vitest';
import { expectProblem, newKey } from './api';
import { doors, newMerchant } from './doors';
import { eventsOf } from './remains';

const FIRST =
  '{"amount":100,"currency":"EUR","customer_reference":"caf\u00e9","metadata":{"a":"1","b":"2"}}';

const SAME: readonly (readonly [string, string])[] = [
  [
    'members in another order',
    '{"metadata":{"b":"2","a":"1"},"customer_reference":"café","currency":"EUR","amount":100}',
  ],
  [
    'white space',
    ' {\r\n\t"amount" : 100 , "currency":"EUR","customer_reference":"café","metadata":{"a":"1","b":"2"} }\n',
  ],
  ...['1e2', '1E2', '1e+2', '100.0', '10.0e1', '0.1e3', '1000e-1', '100.000000000000000000'].map(
    (amount) => [`the number ${amount}`, FIRST.replace('100', amount)] as const,
  ),
  ['escapes', FIRST.replace('caf\u00e9', '\\u0063af\\u00E9').replace('"amount"', '"\\u0061mount"')],
  ['a timestamp', FIRST.replace('{', '{"timestamp":"2026-11-23T10:00:00Z",')],
  ['another timestamp', FIRST.replace('{', '{"timestamp":"2026-11-23T11:00:00Z",')],
];

const DIFFERENT: readonly (readonly [string, string, readonly string[]])[] = [
  ['another amount', FIRST.replace('100', '101'), ['/amount']],
  ['a text for a number', FIRST.replace('100', '"100"'), ['/amount']],
  ['another currency', FIRST.replace('EUR', 'USD'), ['/currency']],
  ['a decomposed letter', FIRST.replace('\u00e9', 'e\u0301'), ['/customer_reference']],
  ['a space in a text', FIRST.replace('caf\u00e9', 'caf\u00e9 '), ['/customer_reference']],
  ['an added member', FIRST.replace('{', '{"description":"x",'), ['/description']],
  ['a member set to null', FIRST.replace('{', '{"description":null,'), ['/description']],
  ['a removed member', FIRST.replace(/,"metadata".*/, '}'), ['/metadata']],
  [
    'a timestamp that is not at the top',
    FIRST.replace('"a":"1"', '"a":"1","timestamp":"x"'),
    ['/metadata/timestamp'],
  ],
  ['a member by another case', FIRST.replace('"a"', '"A"'), ['/metadata/A', '/metadata/a']],
];

describe.each(doors)('$name takes for the same request', (door) => {
  test('one with member order, white space, spelling and timestamp different', async () => {
    const { api } = await newMerchant(door);
    const key = newKey();
    const first = await api.pay(FIRST, key);
    expect(first.status, first.text).toBe(201);
    for (const [name, body] of SAME) {
      const retry = await api.pay(body, key);
      expect([name, retry.status, retry.text]).toEqual([name, 201, first.text]);
      expect(retry.headers['idempotent-replayed']).toBe('true');
    }
  });

  test.each(SAME)('as the first one with %s', async (_, body) => {
    const { api } = await newMerchant(door);
    const key = newKey();
    const first = await api.pay(body, key);
    expect(first.status, first.text).toBe(201);
    expect((await api.pay(FIRST, key)).text).toBe(first.text);
  });

  test.each(DIFFERENT)('not one with %s', async (_, body, pointers) => {
    const { api } = await newMerchant(door);
    const key = newKey();
    await api.pay(FIRST, key);
    const other = await api.pay(body, key);
    expectProblem(other, 'idempotency-key-reused');
    expect(await eventsOf(other.requestId)).toMatchObject([
      { outcome: 'payload_conflict', record: { changed_pointers: pointers } },
    ]);
  });

  test('what the policy of its first request ignores, also after that has changed', async () => {
    const { api } = await newMerchant(door);
    const put = (ignored_members: string[]) =>
      api.send('/policies/payments', {
        method: 'PUT',
        body: { ignored_members, reason: 'a test' },
      });
    const withMemo = (memo: string) => FIRST.replace('"b":"2"', `"b":"2","memo":"${memo}"`);
    await put(['/metadata/memo']);
    const key = newKey();
    const first = await api.pay(withMemo('one'), key);
    expect((await api.pay(withMemo('two'), key)).text).toBe(first.text);
    await put([]);
    expect((await api.pay(withMemo('three'), key)).text).toBe(first.text);
    const strict = newKey();
    await api.pay(withMemo('one'), strict);
    expectProblem(await api.pay(withMemo('two'), strict), 'idempotency-key-reused');
    const dated = FIRST.replace('{', '{"timestamp":"2026-11-23T10:00:00Z",');
    expectProblem(await api.pay(dated, key), 'idempotency-key-reused');
  });
});
