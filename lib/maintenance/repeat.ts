import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@/lib/telemetry/log';

const BACK_OFF_MAX_MS = 5_000;

/**
 * Does `work` again and again, with a pause after each time, until the signal aborts. A failure is
 * logged and only makes the pause longer, up to 5 s: a database that is away comes back.
 */
export async function repeat(
  work: () => Promise<unknown>,
  options: {
    readonly name: string;
    readonly pauseMs: number;
    readonly signal: AbortSignal;
    readonly log: Log;
  },
): Promise<void> {
  const { name, pauseMs, signal, log } = options;
  let nextPauseMs = pauseMs;
  while (!signal.aborted) {
    try {
      await work();
      nextPauseMs = pauseMs;
    } catch (error) {
      nextPauseMs = Math.max(pauseMs, Math.min(nextPauseMs * 2, BACK_OFF_MAX_MS));
      log.warn({ err: error, retryMs: nextPauseMs }, `${name} failed`);
    }
    await sleep(nextPauseMs, undefined, { signal }).catch(() => undefined);
  }
}
