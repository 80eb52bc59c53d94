import { pause } from './app-process';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Waits for the next hour or day (of UTC) if less than `neededMs` is left of this one. */
export async function clearOfNext(periodMs: number, neededMs: number): Promise<void> {
  const leftMs = periodMs - (Date.now() % periodMs);
  if (leftMs < neededMs) await pause(leftMs + 100);
}
