import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '@/lib/http/strict-json';
import { findKey, isValidKey } from './key-source';

type Header = readonly [name: string, value: string];
const find = (headers: readonly Header[], body?: JsonObject, keyHeaders: string[] = []) =>
  findKey({ headers, body, keyHeaders });
const found = (key: string) => ({ kind: 'found', key });

/** Visible ASCII without quotes and commas (contract §2.1). */
const keys = fc
  .string({ unit: 'binary-ascii', minLength: 1, maxLength: 255 })
  .map((text) => text.replace(/[^\x21-\x7e]|["',]/g, 'x'));

test('a key is found wherever it may stand, bare or as a Structured Field string', () => {
  fc.assert(
    fc.property(keys, (key) => {
      fc.pre(!key.includes('\\'));
      expect(find([['idempotency-key', key]])).toEqual(found(key));
      expect(find([['Idempotency-Key', `"${key}"`]])).toEqual(found(key));
      expect(find([['x-idempotency-key', `  ${key}\t`]])).toEqual(found(key));
      expect(find([], { idempotency_key: key })).toEqual(found(key));
      expect(find([], { 'x-idempotency-key': key })).toEqual(found(key));
      const paypal: Header = ['paypal-request-id', key];
      expect(find([paypal], undefined, ['PayPal-Request-Id'])).toEqual(found(key));
      expect(find([paypal])).toEqual({ kind: 'missing' });
    }),
  );
});

test('what is found is always a valid key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const result = find([['idempotency-key', text]]);
      if (result.kind === 'found') expect(isValidKey(result.key)).toBe(true);
      expect(result.kind).not.toBe('missing');
    }),
    { numRuns: 2000 },
  );
});

test('two sources that agree are fine', () => {
  const headers: Header[] = [
    ['idempotency-key', '"abc"'],
    ['x-idempotency-key', 'abc'],
  ];
  expect(find(headers, { idempotency_key: 'abc' })).toEqual(found('abc'));
});

test.each<[name: string, headers: Header[], body: JsonObject | undefined]>([
  [
    'two headers that differ',
    [
      ['idempotency-key', 'a'],
      ['x-idempotency-key', 'b'],
    ],
    undefined,
  ],
  ['header and body that differ', [['idempotency-key', 'a']], { idempotency_key: 'b' }],
  ['two members that differ', [], { idempotency_key: 'a', 'x-idempotency-key': 'b' }],
  [
    'a repeated header',
    [
      ['idempotency-key', 'a'],
      ['idempotency-key', 'a'],
    ],
    undefined,
  ],
  ['a repeated header, joined', [['idempotency-key', 'a, a']], undefined],
  ['an empty key', [['idempotency-key', '']], undefined],
  ['an empty string', [['idempotency-key', '""']], undefined],
  ['256 characters', [['idempotency-key', 'a'.repeat(256)]], undefined],
  ['parameters', [['idempotency-key', '"abc";v=1']], undefined],
  ['an open string', [['idempotency-key', '"abc']], undefined],
  ['a quote inside', [['idempotency-key', '"a\\"b"']], undefined],
  ['an apostrophe', [['idempotency-key', "it's"]], undefined],
  ['a space inside', [['idempotency-key', 'a b']], undefined],
  ['full-width letters', [['idempotency-key', 'ａｂｃ']], undefined],
  ['a zero-width character', [['idempotency-key', 'ab\u200bc']], undefined],
  ['a decomposed letter', [['idempotency-key', 'e\u0301']], undefined],
  ['an encoded line break that was decoded', [['idempotency-key', 'a\r\nb']], undefined],
  ['a number in the body', [], { idempotency_key: 7 }],
  ['null in the body', [], { idempotency_key: null }],
])('%s is refused', (_name, headers, body) => {
  expect(find(headers, body).kind).toBe('invalid');
});

test('an encoded line break is text like any other', () => {
  expect(find([['idempotency-key', 'a%0d%0ab']])).toEqual(found('a%0d%0ab'));
});
