import { readDatabaseTime } from '@/lib/database/clock';
import { setIdClock } from '@/lib/http/id-clock';
import { repeat } from '@/lib/maintenance/repeat';
import type { Runtime } from './runtime';

/** How long ids may be wrong where this machine slept, or the database's clock was set. */
const PAUSE_MS = 10_000;
/** PCI DSS 10.6: clocks are kept. */
const SKEW_MAX_MS = 1_000;

/**
 * Has ids made by the database's clock from now on; resolves once that is known. Throws DatabaseError
 * where it cannot be read now; trouble later on is logged and retried.
 */
export async function followClock(
  { workPool, metrics, log }: Pick<Runtime, 'workPool' | 'metrics' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  let isApart = false;
  const read = async () => {
    const { databaseMs, atMs } = await readDatabaseTime(workPool);
    setIdClock(databaseMs, atMs);
    const skewMs = Date.now() - (databaseMs + performance.now() - atMs);
    metrics.clockSkew.set(skewMs / 1000);
    const wasApart = isApart;
    isApart = Math.abs(skewMs) > SKEW_MAX_MS;
    if (isApart && !wasApart) log.warn({ skewMs }, "this machine's clock is not the database's");
  };
  await read();
  void repeat(read, { name: "reading the database's clock", pauseMs: PAUSE_MS, signal, log });
}
