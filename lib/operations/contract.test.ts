import { expect, test } from 'vitest';
import { validate } from '@/lib/http/validate';
import { paymentInput } from './contract';
import { minorUnitDigits } from './currency';

const payment = { amount: 1999, currency: 'EUR', customer_reference: 'cus_1' };

function pointers(input: unknown): string[] {
  const result = validate(paymentInput, input);
  return result.ok ? [] : result.problem.errors.map((error) => error.pointer);
}

test('each bad member is named by its pointer', () => {
  expect(pointers(payment)).toEqual([]);
  expect(pointers({})).toEqual(['/amount', '/currency', '/customer_reference']);
  for (const amount of [0, -1, 1.5, '12', 1_000_000_000_000, null, true, 2 ** 53]) {
    expect(pointers({ ...payment, amount })).toContain('/amount');
  }
  expect(pointers({ ...payment, amount: 999_999_999_999 })).toEqual([]);
  for (const currency of ['eur', 'usd ', 'XXX', 'DEM', '', 'EURO', 1]) {
    expect(pointers({ ...payment, currency })).toEqual(['/currency']);
  }
  expect(pointers({ ...payment, role: 'admin', 'a/b~c': 1 })).toEqual(['/role', '/a~1b~0c']);
  expect(pointers({ ...payment, payment_method: { last4: '12345' } })).toEqual([
    '/payment_method/last4',
  ]);
});

test('a card number is refused wherever a payment method could hold it', () => {
  for (const member of ['type', 'brand']) {
    const payment_method = { [member]: '4111 1111 1111 1111' };
    expect(pointers({ ...payment, payment_method })).toEqual([`/payment_method/${member}`]);
  }
  const fingerprint = (text: string) =>
    pointers({ ...payment, payment_method: { fingerprint: text } });
  for (const text of ['4242424242424242', '4242-4242-4242-4242', 'card:378282246310005']) {
    expect(fingerprint(text)).toEqual(['/payment_method/fingerprint']);
  }
  // Digits in a row that are no card number: a failing check digit, a UUID, hexadecimal digits.
  for (const text of [
    '4242424242424241',
    '42424242-4242-4242-4242-424242424242',
    'a4242424242424242f',
  ]) {
    expect(fingerprint(text)).toEqual([]);
  }
});

test('times that do not exist are refused', () => {
  for (const timestamp of [
    '2026-02-30T00:00:00Z',
    '0000-00-00T00:00:00Z',
    '2026-01-01',
    'now',
    1,
  ]) {
    expect(pointers({ ...payment, timestamp })).toEqual(['/timestamp']);
  }
  expect(pointers({ ...payment, timestamp: '2026-02-28T23:59:59.123456+05:30' })).toEqual([]);
});

test('metadata takes any names, also those of prototypes, and 50 string pairs at most', () => {
  const hostile = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}');
  expect(pointers({ ...payment, metadata: hostile })).toEqual([]);
  const pairs = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
  expect(pointers({ ...payment, metadata: pairs(50) })).toEqual([]);
  expect(pointers({ ...payment, metadata: pairs(51) })).toEqual(['/metadata']);
  expect(pointers({ ...payment, metadata: { a: 1 } })).toEqual(['/metadata']);
  expect(pointers({ ...payment, metadata: ['a'] })).toEqual(['/metadata']);
});

test('minor units have the digits of ISO 4217', () => {
  expect(['JPY', 'EUR', 'KWD', 'BTC', 'XXX'].map(minorUnitDigits)).toEqual([0, 2, 3, 8, undefined]);
});
