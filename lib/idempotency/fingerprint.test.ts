import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonValue, parseStrictJson } from '@/lib/http/strict-json';
import { jsonValues, seededChoices, spell } from '@/lib/http/testing/json-spelling';
import { canonicalBody, fingerprint } from './fingerprint';

const parse = (text: string) => parseStrictJson(Buffer.from(text));
const of = (body: JsonValue, ignored: readonly string[] = []) =>
  fingerprint('POST', '/api/v1/payments', canonicalBody(body, ignored));

test('the canonical form is that of RFC 8785, as an independent implementation writes it', () => {
  fc.assert(
    fc.property(jsonValues(), (value) => {
      expect(canonicalBody(value, [])).toBe(canonicalize(value));
    }),
    { numRuns: 2000 },
  );
});

test('every spelling of a body is the same request', () => {
  fc.assert(
    fc.property(jsonValues(), fc.integer(), fc.integer(), (value, one, other) => {
      const spelled = parse(spell(value, seededChoices(one)));
      expect(of(parse(spell(value, seededChoices(other))))).toBe(of(spelled));
    }),
    { numRuns: 1000 },
  );
});

test('two bodies that differ are two requests', () => {
  fc.assert(
    fc.property(jsonValues(), jsonValues(), (one, other) => {
      fc.pre(canonicalize(one) !== canonicalize(other));
      expect(of(one)).not.toBe(of(other));
    }),
    { numRuns: 1000 },
  );
});

test('the fingerprint is SHA-256 over method, path and canonical body', () => {
  // printf 'POST\n/api/v1/payments\n{"a":1,"b":2}' | sha256sum
  const expected = '28cb2bcd13a7e27814e90f71467743bcde7ebcc9a8767dd7bc57436928e3d25f';
  expect(of({ b: 2, a: 1 })).toBe(expected);
});

test('another method or another path is another request', () => {
  const body = canonicalBody({ amount: 1 }, []);
  const requests = [
    fingerprint('POST', '/api/v1/payments', body),
    fingerprint('PUT', '/api/v1/payments', body),
    fingerprint('POST', '/api/v1/refunds', body),
  ];
  expect(new Set(requests).size).toBe(3);
});

test('the key is not part of what it protects', () => {
  const body = { amount: 1 };
  expect(of({ ...body, idempotency_key: 'a' })).toBe(of(body));
  expect(of({ ...body, 'x-idempotency-key': 'b' })).toBe(of(body));
  expect(of({ metadata: { idempotency_key: 'a' } })).not.toBe(of({ metadata: {} }));
});

test.each<[pointer: string, one: JsonValue, other: JsonValue, same: boolean]>([
  ['/timestamp', { a: 1, timestamp: 'x' }, { a: 1 }, true],
  ['/timestamp', { a: { timestamp: 'x' } }, { a: {} }, false],
  ['/a/b', { a: { b: 1, c: 2 } }, { a: { b: 9, c: 2 } }, true],
  ['/a/b', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, false],
  ['/a~1b', { 'a/b': 1 }, {}, true],
  ['/m~0n', { 'm~n': 1 }, {}, true],
  ['/list/1/at', { list: [{ at: 1 }, { at: 2 }] }, { list: [{ at: 1 }, { at: 3 }] }, true],
  ['/list/1/at', { list: [{ at: 1 }, { at: 2 }] }, { list: [{ at: 9 }, { at: 2 }] }, false],
  ['/list/1', { list: [1, 2] }, { list: [1] }, false],
])('with %s ignored, %j and %j are one request: %s', (pointer, one, other, same) => {
  expect(of(one, [pointer]) === of(other, [pointer])).toBe(same);
});
