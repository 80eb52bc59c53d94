import type { Outage } from './tail-events';

/** A shorter interruption is retried and no failure of the control. */
const FAILING_MS = 5_000;
const LAGGING_MS = 60_000;

interface Trouble {
  readonly cause: string;
  readonly sinceMs: number;
  lastMs: number;
  /** It has lasted for so long that it will be told. */
  serious: boolean;
}

/** Sees when the log fails or lags for too long, and what there is to tell once it is well again. */
export class OutageWatch {
  #trouble: Trouble | undefined;

  /** Whether the control has failed just now. */
  get failing(): boolean {
    return this.#trouble?.serious === true;
  }

  failed(cause: string, nowMs: number): void {
    this.#note(cause, nowMs, nowMs);
  }

  /** A batch was moved, or there was nothing to move; what was oldest had waited for `lagMs`. */
  worked(lagMs: number, nowMs: number): Outage | undefined {
    if (lagMs > LAGGING_MS) {
      this.#note('events have waited for longer than 60 s', nowMs - lagMs, nowMs);
      return undefined;
    }
    const trouble = this.#trouble;
    this.#trouble = undefined;
    if (trouble?.serious !== true) return undefined;
    return {
      cause: trouble.cause,
      startedMsAgo: nowMs - trouble.sinceMs,
      endedMsAgo: nowMs - trouble.lastMs,
    };
  }

  #note(cause: string, sinceMs: number, nowMs: number): void {
    this.#trouble ??= { cause, sinceMs, lastMs: nowMs, serious: false };
    this.#trouble.lastMs = nowMs;
    this.#trouble.serious ||= nowMs - this.#trouble.sinceMs >= FAILING_MS;
  }
}
