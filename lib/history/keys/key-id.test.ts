import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyId } from './key-id';

const MERCHANT = '019a9d1b-0c35-72f1-8d1e-4b6a90c27f53';
const OTHER = '019a9d1b-0c35-72f1-8d1e-4b6a90c27f54';

test('a key has one id: a UUIDv8 that no other key and no other merchant has', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      fc.pre(one !== other);
      expect(keyId(MERCHANT, one)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(new Set([keyId(MERCHANT, one), keyId(MERCHANT, other), keyId(OTHER, one)]).size).toBe(
        3,
      );
    }),
  );
});

test('the id of a key is what anybody computes from RFC 9562 and SHA-256', () => {
  expect(keyId(MERCHANT, 'order-1')).toBe('056179fa-6e4c-8e5a-9b00-ada9ab1ad75e');
});
