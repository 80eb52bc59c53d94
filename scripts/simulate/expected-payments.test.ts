import { expect, test } from 'vitest';
import { ExpectedPayments } from './expected-payments.mjs';
import { Random } from './random.mjs';

function expected(): ExpectedPayments {
  const payments = new ExpectedPayments();
  payments.expect('one', 'charge');
  payments.acknowledge('one', 'pay_1');
  payments.expect('twice', 'charge');
  payments.expect('twice', 'charge');
  payments.expectRefund('one', 5);
  return payments;
}
const stored = [
  { id: 'pay_1', intent: 'one', refunded: 5 },
  { id: 'pay_2', intent: 'twice', refunded: 0 },
  { id: 'pay_3', intent: 'twice', refunded: 0 },
];

test('what is as it was meant to be differs in nothing', () => {
  expect(expected().compare(stored)).toEqual([]);
  expect(expected().count).toBe(3);
  expect(expected().doubleCharges).toBe(1);
});

test.each([
  ['a missing payment', stored.slice(1)],
  ['a second payment', [...stored, { id: 'pay_4', intent: 'one', refunded: 0 }]],
  ['another payment than was acknowledged', [{ ...stored[0], id: 'pay_9' }, ...stored.slice(1)]],
  ['a payment of a refused request', [...stored, { id: 'pay_4', intent: 'no', refunded: 0 }]],
  ['a refund too much', [{ ...stored[0], refunded: 6 }, ...stored.slice(1)]],
])('%s is seen', (_name, payments) => {
  expect(expected().compare(payments as typeof stored)).not.toEqual([]);
});

test('the same seed makes the same choices, and another seed makes others', () => {
  const choices = (seed: number) => {
    const random = new Random(seed).fork('actor 7');
    return [random.hex(32), random.int(1, 1000), random.pick(['a', 'b', 'c']), random.next()];
  };
  expect(choices(1)).toEqual(choices(1));
  expect(choices(1)).not.toEqual(choices(2));
});
