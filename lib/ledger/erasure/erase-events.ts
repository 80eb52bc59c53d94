import type { Queryable } from '@/lib/database/session';
import { personalCommitments } from '../leaf';
import type { LogEvent } from '../log-event';
import { storedEvent } from '../stored-event';
import { lockErasureShared } from './erasure-lock';
import { holdStream, lockEventsOf, replacePersonal } from './store';

/**
 * Erases the personal columns of up to `limit` events of a customer, and their salts: only their
 * commitments stay, from which nothing can be guessed, so that every leaf is made of its row as
 * before. Returns the events as they were. The tail waits until the transaction ends, so read
 * models may be cleaned in it.
 */
export async function eraseEvents(
  transaction: Queryable,
  { merchantId, customer }: { readonly merchantId: string; readonly customer: string },
  limit: number,
): Promise<LogEvent[]> {
  await lockErasureShared(transaction);
  await holdStream(transaction, merchantId);
  const stored = (await lockEventsOf(transaction, merchantId, customer, limit)).map(storedEvent);
  await replacePersonal(
    transaction,
    stored.map(({ event, salts, erased }) => ({
      merchantId,
      seq: event.seq,
      recordedAt: event.recordedAt,
      erased: JSON.stringify({ ...erased, ...personalCommitments(event, salts) }),
    })),
  );
  return stored.map(({ event }) => event);
}
