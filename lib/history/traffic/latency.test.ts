import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_BUCKETS, latencyBucket, latencyPercentiles } from './latency';

test('a percentile is right to within its bucket, however attempts were spread', () => {
  const latencies = fc.array(fc.integer({ min: 40, max: 20_000_000 }), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(latencies, (all) => {
      const counts = new Array<number>(LATENCY_BUCKETS).fill(0);
      for (const latency of all) {
        const bucket = latencyBucket(latency);
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      const sorted = [...all].sort((one, other) => one - other);
      const { p50, p95, p99 } = latencyPercentiles(counts);
      for (const [share, found] of [
        [0.5, p50],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        const exactMs = (sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1000;
        const ratio = (found ?? 0) / exactMs;
        // A bucket is as wide as the square root of 2.
        expect(ratio).toBeGreaterThan(1 / 1.42);
        expect(ratio).toBeLessThan(1.42);
      }
    }),
  );
});

test.each([
  [0, 0],
  [-5, 0],
  [32, 0],
  [33, 1],
  [1e12, LATENCY_BUCKETS - 1],
])('%d µs are in bucket %d', (microseconds, bucket) => {
  expect(latencyBucket(microseconds)).toBe(bucket);
});

test('of no attempts there is no percentile', () => {
  const none = new Array<number>(LATENCY_BUCKETS).fill(0);
  expect(latencyPercentiles(none)).toEqual({ p50: null, p95: null, p99: null });
});
