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

/** Milliseconds below which the share of the counted attempts lies; null where there are none. */
export function latencyPercentile(counts: readonly number[], share: number): number | null {
  // Plain loops: a day by minute asks for thousands of these.
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return null;
  let rank = share * total;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    const count = counts[bucket] ?? 0;
    if (count > 0 && rank <= count) return milliseconds(bucket - 1 + rank / count);
    rank -= count;
  }
  return milliseconds(LATENCY_BUCKETS - 1);
}

function milliseconds(position: number): number {
  const microseconds = FIRST_US * 2 ** (position / PER_DOUBLING);
  return Math.round(microseconds) / 1000;
}
