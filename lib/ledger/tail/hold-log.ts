import type { Pool } from '@/lib/database/connection';
import type { Queryable } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { releaseLease, renewLease, runLeased, seizeLease } from './lease';
import { lockEvents } from './store';

const RENEW_MS = 1_000;

/**
 * One transaction during which the log stands still: the lease is taken from the tail, whose
 * instances wait, and given back after it. A batch or an erasure in flight ends first, and none
 * begins. Writers go on: their events wait in the outbox. `pool` is the owner's. Throws LeaseLost,
 * and has then done nothing, where somebody took the lease in turn.
 */
export async function whileLogIsHeld(
  pool: Pool,
  work: (transaction: Queryable) => Promise<void>,
): Promise<void> {
  const lease = await seizeLease(pool, uuidv7());
  const renewing = setInterval(() => {
    // One that fails is repeated; a lease that is lost fails the commit.
    renewLease(pool, lease).catch(() => undefined);
  }, RENEW_MS);
  try {
    await runLeased(pool, lease, async (transaction) => {
      await lockEvents(transaction);
      await work(transaction);
    });
  } finally {
    clearInterval(renewing);
    await releaseLease(pool, lease).catch(() => undefined);
  }
}
