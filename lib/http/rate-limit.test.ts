import { expect, test } from 'vitest';
import { RateLimiter } from './rate-limit';

test('over ten seconds a caller gets its rate and one burst, and says when to come back', () => {
  const limiter = new RateLimiter(5);
  let taken = 0;
  for (let nowMs = 0; nowMs < 10_000; nowMs += 10) {
    const waitSeconds = limiter.take('a', nowMs);
    if (waitSeconds === 0) taken += 1;
    else expect(waitSeconds).toBe(1);
  }
  expect(taken).toBeGreaterThanOrEqual(54);
  expect(taken).toBeLessThanOrEqual(55);
});

test('callers do not take each other’s tokens, and 0 is no limit', () => {
  const limiter = new RateLimiter(1);
  expect(limiter.take('a', 0)).toBe(0);
  expect(limiter.take('a', 0)).toBe(1);
  expect(limiter.take('b', 0)).toBe(0);
  const unlimited = new RateLimiter(0);
  for (let index = 0; index < 1000; index += 1) expect(unlimited.take('a', 0)).toBe(0);
});
