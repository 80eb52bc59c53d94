import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import type { Queryable } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { type Lease, LeaseLost, releaseLease, renewLease, runLeased, seizeLease } from './lease';
import { lockEvents } from './store';

const RENEW_MS = 1_000;

/**
 * One transaction during which the log stands still: the lease is taken from the tail, whose
 * instances wait, and given back after it. A batch or an erasure in flight ends first, and none
 * begins. Writers go on: their events wait in the outbox. `pool` is the owner's. Throws LeaseLost
 * as soon as somebody took the lease in turn, and has then done nothing.
 */
export async function whileLogIsHeld(
  pool: Pool,
  work: (transaction: Queryable) => Promise<void>,
): Promise<void> {
  const lease = await seizeLease(pool, uuidv7());
  const holding = new AbortController();
  const lost = keepLease(pool, lease, holding.signal);
  // Heard of below; until then it is not an unhandled one.
  lost.catch(() => undefined);
  try {
    await runLeased(pool, lease, async (transaction) => {
      await Promise.race([lockEvents(transaction).then(() => work(transaction)), lost]);
    });
  } finally {
    holding.abort();
    await releaseLease(pool, lease).catch(() => undefined);
  }
}

/** Rejects with LeaseLost: whoever has the lease now would wait for what is done in vain. */
async function keepLease(pool: Pool, lease: Lease, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(RENEW_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await renewLease(pool, lease).catch((error: unknown) => {
      // A renewal that fails otherwise is repeated.
      if (error instanceof LeaseLost) throw error;
    });
  }
}
