import { pause } from './app-process';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A day of UTC, so many from today. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/** Waits for the next hour or day (of UTC) if less than `neededMs` is left of this one. */
export async function clearOfNext(periodMs: number, neededMs: number): Promise<void> {
  const leftMs = periodMs - (Date.now() % periodMs);
  if (leftMs < neededMs) await pause(leftMs + 100);
}
