import { expect, test } from 'vitest';
import { formatMoney } from './format-money';

test.each<[number | string, string, string]>([
  [1999, 'EUR', '19.99 EUR'],
  [5, 'EUR', '0.05 EUR'],
  [1250, 'JPY', '1,250 JPY'],
  [1250, 'KWD', '1.250 KWD'],
  [1, 'BTC', '0.00000001 BTC'],
  [999_999_999_999, 'USD', '9,999,999,999.99 USD'],
  [999_999_999_999, 'JPY', '999,999,999,999 JPY'],
  [12, 'x', '12 x'],
  ['90071992547409931', 'EUR', '900,719,925,474,099.31 EUR'],
])('%s %s is %s', (amount, currency, shown) => {
  expect(formatMoney(amount, currency)).toBe(shown);
});
