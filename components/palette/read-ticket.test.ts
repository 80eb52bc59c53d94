import { expect, test } from 'vitest';
import { readTicket } from './read-ticket';

/** A Thursday. */
const NOW = new Date('2026-11-26T10:00:00Z');
const read = (text: string, zone = 'UTC') => readTicket(text, NOW, zone);

test('the ticket of the brief', () => {
  expect(read('customer 123456, EUR 19.99, Tuesday, charged twice')).toEqual({
    filter: {
      customer_reference: '123456',
      amount_min: '1999',
      amount_max: '1999',
      currency: 'EUR',
      from: '2026-11-24T00:00:00.000Z',
      to: '2026-11-25T00:00:00.000Z',
    },
    facts: ['customer 123456', '19.99 EUR', 'Tue, 24 Nov 2026'],
  });
});

test.each([
  ['order ord-7 19,99 €', { order_reference: 'ord-7', amount_min: '1999', currency: 'EUR' }],
  ['Order no. 7; $1,999.00', { order_reference: '7', amount_min: '199900', currency: 'USD' }],
  ['customer "a b" 1.999,00 EUR', { customer_reference: 'a b', amount_min: '199900' }],
  ['client id: x JPY 1,250', { customer_reference: 'x', amount_min: '1250', currency: 'JPY' }],
  ['customer x 1.250 KWD', { amount_min: '1250', currency: 'KWD' }],
  ['customer x EUR 20', { amount_min: '2000' }],
  ['customer x 0.00001 BTC', { amount_min: '1000', currency: 'BTC' }],
  ['EUR 5 today', { amount_min: '500', from: '2026-11-26T00:00:00.000Z' }],
  ['EUR 5 on Thursday', { from: '2026-11-26T00:00:00.000Z' }],
  ['EUR 5 on fri', { from: '2026-11-20T00:00:00.000Z' }],
  ['card ending in 4242 yesterday', { last4: '4242', from: '2026-11-25T00:00:00.000Z' }],
  ['customer x 2026-11-01', { from: '2026-11-01T00:00:00.000Z' }],
])('%s', (text, filter) => {
  expect(read(text)?.filter).toMatchObject(filter);
});

test.each([
  'customer 123456',
  'pay_0198a0b0c0d07000800000000000000f',
  'EUR 19.99',
  'customer x EUR 19.9999',
  'customer x XYZ 19.99',
  'customer x 2026-02-31',
  '',
  'the customer',
])('%j is no ticket', (text) => {
  expect(read(text)).toBeUndefined();
});

test('a day begins in the zone that times are shown in, also where the clocks change', () => {
  expect(read('EUR 5 2026-11-24', 'Asia/Kolkata')?.filter).toMatchObject({
    from: '2026-11-23T18:30:00.000Z',
    to: '2026-11-24T18:30:00.000Z',
  });
  expect(read('EUR 5 2026-10-25', 'Europe/Berlin')?.filter).toMatchObject({
    from: '2026-10-24T22:00:00.000Z',
    to: '2026-10-25T23:00:00.000Z',
  });
});
