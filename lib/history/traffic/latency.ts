/**
 * Latencies are counted in buckets, two for each doubling from 32 µs on: percentiles of any span
 * come from sums of them, right to within a factor of √2. The last bucket takes all from 27 s on.
 */
const FIRST_US = 32;
const PER_DOUBLING = 2;
export const LATENCY_BUCKETS = 41;

export function latencyBucket(microseconds: number): number {
  if (microseconds <= FIRST_US) return 0;
  const bucket = Math.ceil(PER_DOUBLING * Math.log2(microseconds / FIRST_US));
  return Math.min(bucket, LATENCY_BUCKETS - 1);
}

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

type Percentiles = Record<keyof typeof SHARES, number | null>;

/**
 * Milliseconds below which these shares of the counted attempts lie; null where there are none. One
 * pass for all, as a day by minute has thousands of them.
 */
export function latencyPercentiles(counts: readonly number[]): Percentiles {
  let total = 0;
  for (const count of counts) total += count;
  const found: Percentiles = { p50: null, p95: null, p99: null };
  if (total === 0) return found;
  let bucket = 0;
  let before = 0;
  for (const name of ['p50', 'p95', 'p99'] as const) {
    const rank = SHARES[name] * total;
    let count = counts[bucket] ?? 0;
    while (before + count < rank) {
      before += count;
      bucket += 1;
      count = counts[bucket] ?? 0;
    }
    found[name] = milliseconds(bucket - 1 + (rank - before) / count);
  }
  return found;
}

function milliseconds(position: number): number {
  const microseconds = FIRST_US * 2 ** (position / PER_DOUBLING);
  return Math.round(microseconds) / 1000;
}
