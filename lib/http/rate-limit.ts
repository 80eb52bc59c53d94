interface Bucket {
  tokens: number;
  refilledAtMs: number;
}

const IDLE_MS = 60_000;

/** A token bucket for each name: `ratePerSecond` on average, a burst of one second's worth. */
export class RateLimiter {
  readonly #ratePerSecond: number;
  readonly #buckets = new Map<string, Bucket>();
  #sweptAtMs = 0;

  /** 0 is no limit. */
  constructor(ratePerSecond: number) {
    this.#ratePerSecond = ratePerSecond;
  }

  /** Takes one token: 0, or else how many whole seconds to wait for the next one. */
  take(name: string, nowMs: number): number {
    const rate = this.#ratePerSecond;
    if (rate === 0) return 0;
    this.#sweep(nowMs);
    const bucket = this.#buckets.get(name) ?? { tokens: rate, refilledAtMs: nowMs };
    this.#buckets.set(name, bucket);
    const earned = ((nowMs - bucket.refilledAtMs) / 1000) * rate;
    bucket.tokens = Math.min(rate, bucket.tokens + earned);
    bucket.refilledAtMs = nowMs;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / rate));
    bucket.tokens -= 1;
    return 0;
  }

  #sweep(nowMs: number): void {
    if (nowMs - this.#sweptAtMs < IDLE_MS) return;
    this.#sweptAtMs = nowMs;
    for (const [name, bucket] of this.#buckets) {
      if (nowMs - bucket.refilledAtMs > IDLE_MS) this.#buckets.delete(name);
    }
  }
}
