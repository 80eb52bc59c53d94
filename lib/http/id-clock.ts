/** Next bundles a module several times; the process has one clock, found through this symbol. */
const ORIGIN = Symbol.for('onceover.id-clock-origin');

interface ClockHolder {
  /** What time, Unix ms, the database had when this thread's `performance.now()` was 0. */
  [ORIGIN]?: number;
}

const holder: ClockHolder & typeof globalThis = globalThis;

/**
 * The time that ids are made at, Unix ms: the database's as it was last read, and this machine's
 * before that. It goes on steadily where somebody sets this machine's clock.
 */
export function idClockMs(): number {
  const originMs = holder[ORIGIN];
  return originMs === undefined ? Date.now() : Math.floor(originMs + performance.now());
}

/** The database's time, Unix ms, at a `performance.now()`. */
export function setIdClock(databaseMs: number, atMs: number): void {
  holder[ORIGIN] = databaseMs - atMs;
}
