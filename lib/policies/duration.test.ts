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
  ['PT2592000S', 2_592_000],
  ['PT1.5S', 1.5],
  ['PT0.5H', 1800],
  ['P1DT0.25H', 87_300],
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
  'PT1.5H1S',
  'PT.5S',
  'PT1.S',
  'PT1,5S',
  'P1D ',
  'P12345678901D',
  '1 day',
  'indefinite',
])('%j is none', (text) => {
  expect(durationSeconds(text)).toBeUndefined();
});
