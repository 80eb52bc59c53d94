import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '@/lib/http/strict-json';
import { jsonValues } from '@/lib/http/testing/json-spelling';
import { changedPointers } from './changed-pointers';
import { canonicalBody } from './fingerprint';

const between = (first: JsonValue, incoming: JsonValue, limit?: number) =>
  changedPointers(canonicalBody(first, []), canonicalBody(incoming, []), limit);

test('no pointers exactly where the bodies are equal', () => {
  fc.assert(
    fc.property(jsonValues(), jsonValues(), (first, incoming) => {
      expect(between(first, first)).toEqual([]);
      const equal = canonicalize(first) === canonicalize(incoming);
      expect(between(first, incoming).length === 0).toBe(equal);
    }),
    { numRuns: 1000 },
  );
});

test('whichever body came first, the same pointers differ', () => {
  fc.assert(
    fc.property(jsonValues(), jsonValues(), (first, incoming) => {
      const few = 1_000_000;
      expect(between(incoming, first, few)).toEqual(between(first, incoming, few));
    }),
    { numRuns: 500 },
  );
});

test.each<[first: JsonValue, incoming: JsonValue, pointers: string[]]>([
  [{ amount: 1 }, { amount: 2 }, ['/amount']],
  [{ amount: 1 }, { amount: '1' }, ['/amount']],
  [{ amount: 1 }, {}, ['/amount']],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3, 4] } }, ['/a/b/1', '/a/b/2']],
  [{ 'a/b~c': 1 }, { 'a/b~c': 2 }, ['/a~1b~0c']],
  [{ a: null }, {}, ['/a']],
  [{ constructor: 1 }, {}, ['/constructor']],
  [{}, { toString: 1 }, ['/toString']],
  [[], {}, ['']],
])('between %j and %j: %j', (first, incoming, pointers) => {
  expect(between(first, incoming)).toEqual(pointers);
});

test('a body with thousands of differences costs as little as the limit says', () => {
  const body = (offset: number) => Array.from({ length: 50_000 }, (_, index) => index + offset);
  expect(between(body(0), body(1))).toHaveLength(50);
});
