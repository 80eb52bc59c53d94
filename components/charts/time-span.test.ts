import { expect, test } from 'vitest';
import { addressWithSpan, endsOf, spanFromAddress, stepOf } from './time-span';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const of = (query: string) => spanFromAddress(new URLSearchParams(query), 'PT24H');

test.each([
  ['', { last: 'PT24H' }],
  ['span=P7D', { last: 'P7D' }],
  ['span=constructor', { last: 'PT24H' }],
  ['from=2026-11-30T10:00:00Z', { last: 'PT24H' }],
  ['from=yesterday&to=today', { last: 'PT24H' }],
  ['from=2026-11-30T10:00:00Z&to=2026-11-30T10:00:00Z', { last: 'PT24H' }],
  [
    'from=2026-11-30T10:00:00Z&to=2026-11-30T12:00:00%2B01:00',
    { from: '2026-11-30T10:00:00.000Z', to: '2026-11-30T11:00:00.000Z' },
  ],
])('the address ?%s asks for %j', (query, span) => {
  expect(of(query)).toEqual(span);
});

test('an address holds one span, and keeps what is not its own', () => {
  const zoomed = addressWithSpan(new URLSearchParams('merchant=mer_1&span=P7D'), {
    from: '2026-11-30T10:00:00.000Z',
    to: '2026-11-30T11:00:00.000Z',
  });
  expect(of(zoomed)).toMatchObject({ from: '2026-11-30T10:00:00.000Z' });
  const back = addressWithSpan(new URLSearchParams(zoomed), { last: 'PT1H' });
  expect(back).toBe('?merchant=mer_1&span=PT1H');
});

test('a span up to now ends now', () => {
  expect(endsOf({ last: 'PT1H' }, NOW)).toEqual({
    from: '2026-11-30T11:00:00.000Z',
    to: '2026-11-30T12:00:00.000Z',
  });
});

test.each([
  [1, 'PT1M'],
  [3 * 60, 'PT1M'],
  [3 * 60 + 1, 'PT5M'],
  [24 * 60, 'PT15M'],
  [7 * 24 * 60, 'PT1H'],
  [30 * 24 * 60, 'P1D'],
  [3650 * 24 * 60, 'P1D'],
])('%i minutes are shown in steps of %s', (minutes, step) => {
  const from = new Date(NOW - minutes * 60_000).toISOString();
  expect(stepOf({ from, to: new Date(NOW).toISOString() })).toBe(step);
});
