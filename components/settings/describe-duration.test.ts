import { expect, test } from 'vitest';
import { describeDuration } from './describe-duration';

test.each([
  ['PT24H', '24 hours'],
  ['P13M', '13 months'],
  ['P7D', '7 days'],
  ['PT1M', '1 minute'],
  ['P1DT12H', '1 day, 12 hours'],
  ['PT0S', 'not at all'],
  ['indefinite', 'without an end'],
  ['P2W', 'P2W'],
])('%s is %s', (duration, words) => {
  expect(describeDuration(duration)).toBe(words);
});
