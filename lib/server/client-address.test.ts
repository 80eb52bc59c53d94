import { expect, test } from 'vitest';
import { clientAddress } from './client-address';

test('X-Forwarded-For is believed only as far as proxies are trusted', () => {
  expect(clientAddress('::ffff:10.0.0.9', '1.1.1.1', 0)).toBe('10.0.0.9');
  expect(clientAddress('10.0.0.9', '6.6.6.6, 1.1.1.1', 1)).toBe('1.1.1.1');
  expect(clientAddress('10.0.0.9', '6.6.6.6, 1.1.1.1, 10.0.0.8', 2)).toBe('1.1.1.1');
  expect(clientAddress('10.0.0.9', '1.1.1.1', 3)).toBe('1.1.1.1');
  expect(clientAddress('10.0.0.9', undefined, 1)).toBe('10.0.0.9');
  expect(clientAddress('10.0.0.9', '', 1)).toBe('10.0.0.9');
});
