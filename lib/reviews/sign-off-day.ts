import type { Actor } from '@/lib/access/actor';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { readDayTotals } from '@/lib/history/traffic/read-day-totals';
import { invalidRequest, notFound } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { readIntegrity } from '@/lib/ledger/integrity/read-integrity';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { Review, ReviewInput } from './contract';
import { addDays, startOf } from './days';
import { nothingOn } from './read-reviews';
import { REVIEWED, readBeginning } from './store';

/**
 * Records that somebody has looked at a day, with what there was to see at that moment; a day with
 * nothing in it too. It is an event of the log: nobody changes or removes it, a second one stands
 * beside it. Throws the problem `invalid-request` for a day that is not over.
 */
export async function signOffDay(
  pool: Pool,
  actor: Actor,
  merchantId: string,
  { day, note }: ReviewInput,
): Promise<Review> {
  const beginning = await readBeginning(pool, merchantId);
  if (!beginning) throw notFound('There is no such merchant.');
  if (day >= beginning.now.slice(0, 10)) {
    throw invalidRequest({ pointer: '/day', detail: 'is not over yet, in UTC' });
  }
  const seen = await whatIsSeen(pool, merchantId, day);
  const { eventId, occurredAt } = await runTransaction(pool, (transaction) =>
    recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action: REVIEWED,
      subjectType: 'day',
      subjectId: day,
      reason: note,
      before: null,
      after: seen,
    }),
  );
  return {
    id: publicId('evt', eventId),
    object: 'review',
    day,
    note,
    reviewed_by: actor.actor,
    role: actor.actorRole,
    reviewed_at: occurredAt,
    seen,
  };
}

async function whatIsSeen(pool: Pool, merchantId: string, day: string): Promise<Review['seen']> {
  const span = { from: startOf(day), to: startOf(addDays(day, 1)) };
  const [days, integrity] = await Promise.all([
    readDayTotals(pool, merchantId, span),
    readIntegrity(pool, [merchantId], span),
  ]);
  const { day: _, ...totals } = days.get(day) ?? nothingOn(day);
  const [head] = integrity.heads;
  return {
    ...totals,
    log_size: head?.size ?? 0,
    root: head?.checkpoint?.root ?? null,
    control_failures: integrity.control_failures.length,
  };
}
