import { expect, test } from 'vitest';
import { policyInput } from './contract';
import { resolvePolicy } from './resolve-policy';

const resolve = (input: object) => resolvePolicy(policyInput.parse({ reason: 'a test', ...input }));
const errorsOf = (input: object) =>
  policyInput.safeParse(input).error?.issues.map(({ path }) => `/${path.join('/')}`) ?? [];

test.each([
  ['chargebee', 'PT30M'],
  ['stripe', 'PT24H'],
  ['xero', 'PT24H'],
  ['worldline', 'PT24H'],
  ['adyen', 'P7D'],
  ['worldpay', 'P30D'],
  ['amazon_pay', 'indefinite'],
])('the preset %s keeps keys for %s', (preset, retention) => {
  expect(resolve({ preset })).toMatchObject({ preset, retention, evidenceRetention: 'P13M' });
});

test('a preset may be given with a retention of one’s own', () => {
  expect(resolve({ preset: 'stripe', retention: 'P30D' }).retention).toBe('P30D');
});

test('a replaced policy is the default but for what it says', () => {
  expect(resolve({ retention: 'PT1S' })).toEqual({
    preset: null,
    retention: 'PT1S',
    evidenceRetention: 'P13M',
    ignoredMembers: ['/timestamp'],
    keyHeaders: [],
  });
  const key_headers = ['PayPal-Request-Id', 'Idempotency-Key', 'paypal-request-id'];
  expect(resolve({ ignored_members: [], key_headers })).toMatchObject({
    ignoredMembers: [],
    keyHeaders: ['paypal-request-id'],
  });
});

test.each([
  [{}, '/reason'],
  [{ reason: '  ' }, '/reason'],
  [{ reason: 'x', retention: 'PT0S' }, '/retention'],
  [{ reason: 'x', retention: '24h' }, '/retention'],
  [{ reason: 'x', retention: 'P101Y' }, '/retention'],
  [{ reason: 'x', evidence_retention: 'indefinite' }, '/evidence_retention'],
  [{ reason: 'x', preset: 'paypal' }, '/preset'],
  [{ reason: 'x', preset: 'worldpay', retention: 'P366D' }, '/retention'],
  [{ reason: 'x', preset: 'worldpay', retention: 'PT1H' }, '/retention'],
  [{ reason: 'x', ignored_members: ['timestamp'] }, '/ignored_members/0'],
  [{ reason: 'x', ignored_members: [''] }, '/ignored_members/0'],
  [{ reason: 'x', ignored_members: ['/a~2'] }, '/ignored_members/0'],
  [{ reason: 'x', key_headers: ['bad name'] }, '/key_headers/0'],
  [{ reason: 'x', key_headers: ['Authorization'] }, '/key_headers/0'],
  // Node shows these as a list, or only the first of them.
  [{ reason: 'x', key_headers: ['Set-Cookie'] }, '/key_headers/0'],
  [{ reason: 'x', key_headers: ['ETag'] }, '/key_headers/0'],
  [{ reason: 'x', retention: 'PT0.9S' }, '/retention'],
  [{ reason: 'x', version: 3 }, '/'],
])('%j is refused at %s', (input, pointer) => {
  expect(errorsOf(input)).toEqual([pointer]);
});
