import { expect, test } from 'vitest';
import { hashSecret, newSecret, prefixOf, secretOf } from './api-key';

test('a new secret is unlike every other, in its public prefix too', () => {
  const secrets = Array.from({ length: 1000 }, newSecret);
  expect(new Set(secrets).size).toBe(1000);
  expect(new Set(secrets.map(prefixOf)).size).toBe(1000);
  for (const secret of secrets) expect(secret).toMatch(/^oc_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$/);
});

test('the prefix of a secret of another form shows no character of it', () => {
  const secret = 'correct-horse-battery-staple-0123456789';
  expect(prefixOf(secret)).toBe(`sha256:${hashSecret(secret).toString('hex').slice(0, 12)}`);
});

const SECRET = 'oc_abcdefghijkl_0123456789012345678901234567890123456789012';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test.each([
  `Bearer ${SECRET}`,
  `bearer   ${SECRET}`,
  basic(`${SECRET}:`),
  basic(SECRET),
  basic(`${SECRET}:ignored`),
])('%s carries the secret', (authorization) => {
  expect(secretOf(authorization)).toBe(SECRET);
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer short',
  `Token ${SECRET}`,
  `Bearer ${SECRET} ${SECRET}`,
  `Bearer ${'a'.repeat(201)}`,
  basic(`:${SECRET}`),
  'Basic !!!',
])('%s carries none', (authorization) => {
  expect(secretOf(authorization)).toBeUndefined();
});
