import { expect, test } from 'vitest';
import { ExpectedPayments } from './expected-payments.mjs';

/** One charge paid once and partly refunded, and one paid twice, under two keys. */
function sent(): ExpectedPayments {
  const payments = new ExpectedPayments();
  payments.send('once', 'first-payments', 100);
  payments.acknowledge('once', 'pay_1');
  payments.sendRefund('once');
  payments.acknowledgeRefund('once', 5);
  payments.send('twice', 'double-clicks', 200);
  payments.acknowledge('twice', 'pay_2');
  payments.send('twice', 'double-clicks', 200);
  payments.acknowledge('twice', 'pay_3');
  return payments;
}

const once = { id: 'pay_1', charge: 'once', amount: 100, refunded: 5 };
const second = { id: 'pay_2', charge: 'twice', amount: 200, refunded: 0 };
const third = { ...second, id: 'pay_3' };

function differences(payments: ExpectedPayments, stored: readonly (typeof once)[]): string[] {
  for (const payment of stored) payments.find(payment);
  return payments.differences();
}

test('what is as it was meant to be differs in nothing', () => {
  const payments = sent();
  expect(differences(payments, [third, once, second])).toEqual([]);
  expect([...payments.byScenario()]).toEqual([
    ['first-payments', { acknowledged: 1, open: 0, found: 1, doubleCharges: 0 }],
    ['double-clicks', { acknowledged: 2, open: 0, found: 2, doubleCharges: 1 }],
  ]);
});

test.each([
  ['a missing payment', [second, third], 'missing: 1 of pay_1'],
  ['a surplus payment', [once, { ...once, id: 'pay_4' }, second, third], 'surplus: 1 payments'],
  ['another payment than was acknowledged', [{ ...once, id: 'pay_9' }, second, third], 'missing'],
  ['a payment of a refused request', [once, second, third, { ...once, charge: 'no' }], 'nobody'],
  ['a payment of another amount', [{ ...once, amount: 101 }, second, third], 'nobody'],
  ['a refund too much', [{ ...once, refunded: 6 }, second, third], 'refunded 6 instead of 5'],
])('%s is seen', (_name, stored, difference) => {
  expect(differences(sent(), stored).join()).toContain(difference);
});

test('a payment whose answer nobody saw may be there once, or not at all, and not twice', () => {
  const lost = () => {
    const payments = new ExpectedPayments();
    payments.send('once', 'lost-responses', 100);
    return payments;
  };
  const payment = { ...once, refunded: 0 };
  expect(differences(lost(), [])).toEqual([]);
  expect(differences(lost(), [payment])).toEqual([]);
  expect(differences(lost(), [payment, { ...payment, id: 'pay_4' }])).toHaveLength(1);
});
