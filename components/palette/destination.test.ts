import { expect, test } from 'vitest';
import { destinationOf } from './destination';

const found = { id: 'x', href: '/api', key_id: null };

test.each([
  [{ what: 'payment', key_id: 'ikey_1' }, '/keys/ikey_1?merchant=mer_1'],
  [{ what: 'request' }, '/keys?request_id=x&merchant=mer_1'],
  [{ what: 'customer', id: 'a&b=c#?' }, '/keys?customer_reference=a%26b%3Dc%23%3F&merchant=mer_1'],
  [{ what: 'api_key' }, '/keys?client_id=x&merchant=mer_1'],
  [{ what: 'export', id: 'exp_1' }, '/keys?export=exp_1&merchant=mer_1'],
  [{ what: 'merchant', id: 'mer_2' }, '/?merchant=mer_2'],
  [{ what: 'event', key_id: 'ikey_1' }, '/keys/ikey_1?merchant=mer_1'],
  [{ what: 'event', id: 'evt_1' }, '/audit/access?event=evt_1&merchant=mer_1'],
  [{ what: 'something new' }, undefined],
])('%j is shown at %s', (over, href) => {
  expect(destinationOf({ ...found, ...over }, 'mer_1')).toBe(href);
});

test('without a merchant in the address, none is added', () => {
  expect(destinationOf({ ...found, what: 'key', key_id: 'ikey_1' }, undefined)).toBe(
    '/keys/ikey_1',
  );
});
