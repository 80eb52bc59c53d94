import { expect, test } from 'vitest';
import { share } from './share';

test.each([
  [0, 0, '–'],
  [0, 10, '0 %'],
  [10, 10, '100 %'],
  [1, 3, '33.3 %'],
  [1, 1000, '0.1 %'],
  [1, 100_000, '< 0.1 %'],
  [99_999, 100_000, '> 99.9 %'],
])('%i of %i is %s', (part, whole, shown) => {
  expect(share(part, whole)).toBe(shown);
});
