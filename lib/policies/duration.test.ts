import { expect, test } from 'vitest';
import { durationSeconds } from './duration';

test.each([
  ['PT1S', 1],
  ['PT30M', 1800],
  ['PT24H', 86_400],
  ['P7D', 604_800],
  ['P2W', 1_209_600],
  ['P13M', 13 * 30 * 86_400],
  ['P1Y2M3DT4H5M6S', 365.25 * 86_400 + 2 * 30 * 86_400 + 3 * 86_400 + 4 * 3600 + 5 * 60 + 6],
  ['PT0S', 0],
])('%s is a duration', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  '24H',
  'PT24h',
  'P1W2D',
  'PT1M1H',
  'P-1D',
  'PT1.5S',
  'P1D ',
  'P1234567D',
  '1 day',
  'indefinite',
])('%j is none', (text) => {
  expect(durationSeconds(text)).toBeUndefined();
});
