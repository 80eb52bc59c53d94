import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { unwrapKey, WRAPPING_RANDOM_BYTES, WrongSecret, wrapKey } from './wrapped-key';

const KEY = Buffer.from('a private key in its DER form');
const wrapped = wrapKey('secret one', 'key-1', KEY, randomBytes(WRAPPING_RANDOM_BYTES));

test('a wrapped key comes back with its secret and its id', () => {
  expect(unwrapKey('secret one', 'key-1', wrapped)).toEqual(KEY);
  expect(wrapped.includes(KEY)).toBe(false);
});

test('not with another secret, nor in the place of another key', () => {
  expect(() => unwrapKey('secret two', 'key-1', wrapped)).toThrow(WrongSecret);
  expect(() => unwrapKey('secret one', 'key-2', wrapped)).toThrow(WrongSecret);
});

test('not with any bit changed, nor cut short', () => {
  for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
    const changed = Buffer.from(wrapped);
    changed.writeUInt8((changed[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
    expect(() => unwrapKey('secret one', 'key-1', changed), `bit ${bit}`).toThrow(WrongSecret);
  }
  for (let length = 0; length < wrapped.length; length += 1) {
    expect(() => unwrapKey('secret one', 'key-1', wrapped.subarray(0, length))).toThrow(
      WrongSecret,
    );
  }
});
