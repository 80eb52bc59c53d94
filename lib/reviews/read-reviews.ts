import type { Pool } from '@/lib/database/connection';
import { type DayTotals, readDayTotals, readFirstDay } from '@/lib/history/traffic/read-day-totals';
import { invalidRequest, notFound } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { DAYS_MAX, type Review, type ReviewDays, type ReviewsQuery } from './contract';
import { addDays, daysOf, startOf } from './days';
import { listReviews, type ReviewRow, readBeginning } from './store';

const DAYS_SHOWN = 30;

/** Every day of a span with what happened and who has reviewed it, days without a review included. */
export async function readReviews(
  pool: Pool,
  merchantId: string,
  query: ReviewsQuery,
): Promise<ReviewDays> {
  const beginning = await readBeginning(pool, merchantId);
  if (!beginning) throw notFound('There is no such merchant.');
  const today = beginning.now.slice(0, 10);
  const to = query.to ?? addDays(today, 1);
  const from = query.from ?? addDays(to, -DAYS_SHOWN);
  if (from > to) throw invalidRequest({ pointer: '/from', detail: 'must not be after "to"' });
  if (addDays(from, DAYS_MAX) < to) {
    throw invalidRequest({ pointer: '/from', detail: `makes more than ${DAYS_MAX} days` });
  }
  const span = { from: startOf(from), to: startOf(to) };
  const [totals, rows, firstDay] = await Promise.all([
    readDayTotals(pool, merchantId, span),
    listReviews(pool, merchantId, { from, to }),
    readFirstDay(pool, merchantId),
  ]);
  // History may be brought in from before the merchant was made here; a review always shows.
  const begun = rows.reduce(
    (first, { day }) => earlier(first, day),
    earlier(firstDay ?? beginning.day, beginning.day),
  );
  const first = later(begun, from);
  const end = earlier(to, addDays(today, 1));
  return {
    object: 'review_days',
    from,
    to,
    data: daysOf(first, end).map((day) => ({
      ...(totals.get(day) ?? nothingOn(day)),
      over: day < today,
      reviews: rows.filter((row) => row.day === day).map(presentReview),
    })),
    as_of: beginning.now,
  };
}

function earlier(one: string, other: string): string {
  return [one, other].sort()[0] ?? one;
}

function later(one: string, other: string): string {
  return [one, other].sort()[1] ?? one;
}

export function nothingOn(day: string): DayTotals {
  return { day, attempts: 0, outcomes: {}, amounts: {} };
}

function presentReview(row: ReviewRow): Review {
  return {
    id: publicId('evt', row.eventId),
    object: 'review',
    day: row.day,
    note: row.note,
    reviewed_by: row.actor,
    role: row.role,
    reviewed_at: row.reviewedAt,
    seen: row.seen as Review['seen'],
  };
}
