import type { FaultDatabase } from './fault-database';

/** What a fault's run gets. */
export interface FaultContext {
  readonly database: FaultDatabase;
  readonly rounds: number;
  /** Seeded, in [0, 1). */
  readonly random: () => number;
  readonly say: (line: string) => void;
}

export interface FaultReport {
  readonly figures: Readonly<Record<string, number>>;
  readonly targets: Readonly<Record<string, number>>;
  readonly pass: boolean;
}

/** Mulberry32: small, seedable, good enough to spread moments. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
