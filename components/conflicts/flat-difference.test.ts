import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatDifference } from './flat-difference';

const rows = (first: unknown, other: unknown) =>
  flatDifference(JSON.stringify(first), JSON.stringify(other)).map(
    ({ pointer, change }) => `${change} ${pointer}`,
  );

test('what differs comes first, each value at its RFC 6901 pointer', () => {
  const first = { amount: 1999, currency: 'EUR', metadata: { 'a/b': '1', gone: 'x' } };
  const other = { amount: 2000, currency: 'EUR', metadata: { 'a/b': '1', 'm~': 'new' } };
  expect(flatDifference(JSON.stringify(first), JSON.stringify(other))).toEqual([
    { pointer: '/amount', change: 'changed', first: '1999', other: '2000' },
    { pointer: '/metadata/gone', change: 'removed', first: '"x"', other: undefined },
    { pointer: '/metadata/m~0', change: 'added', first: undefined, other: '"new"' },
    { pointer: '/currency', change: 'same', first: '"EUR"', other: '"EUR"' },
    { pointer: '/metadata/a~1b', change: 'same', first: '"1"', other: '"1"' },
  ]);
});

test.each([
  [{ a: 1 }, { a: '1' }, ['changed /a']],
  [{ a: {} }, { a: [] }, ['changed /a']],
  // An object with nothing in it is a value, the whole body too.
  [{ a: {} }, {}, ['added ', 'removed /a']],
  [{ a: { b: 1 } }, { a: 1 }, ['added /a', 'removed /a/b']],
  [
    [1, 2],
    [1, 2, 3],
    ['added /2', 'same /0', 'same /1'],
  ],
  [null, 1, ['changed ']],
  [JSON.parse('{"__proto__":1}'), {}, ['added ', 'removed /__proto__']],
])('%j and %j: %j', (first, other, expected) => {
  expect(rows(first, other)).toEqual(expected);
});

test('nothing differs exactly where the values are the same, whatever they are', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (first, other) => {
      const same = JSON.stringify(first) === JSON.stringify(other);
      if (same) expect(rows(first, other).every((row) => row.startsWith('same'))).toBe(true);
      expect(rows(first, first).every((row) => row.startsWith('same'))).toBe(true);
    }),
  );
});
