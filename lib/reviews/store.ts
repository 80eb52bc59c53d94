import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';

export const REVIEWED = 'day.reviewed';
/** Several for every day of a year. */
const REVIEWS_MAX = 5_000;

export interface ReviewRow {
  readonly eventId: string;
  readonly day: string;
  readonly note: string;
  readonly actor: string;
  readonly role: string;
  readonly reviewedAt: string;
  readonly seen: unknown;
}

/** Reviews of the days [from, to), the latest first, as the log has them. */
export async function listReviews(
  pool: Pool,
  merchantId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ReviewRow[]> {
  return await runStatement<ReviewRow>(pool, {
    name: 'list-reviews',
    text: `SELECT e.event_id AS "eventId", e.subject AS day, e.reason AS note, e.actor,
        e.actor_role AS role, ${timeText('e.occurred_at')} AS "reviewedAt", e.detail -> 'after' AS seen
      FROM events e
      WHERE e.merchant_id = $1 AND e.outcome = '${REVIEWED}' AND e.kind = 'system'
        AND e.subject COLLATE "C" >= $2 AND e.subject COLLATE "C" < $3
      ORDER BY e.seq DESC LIMIT ${REVIEWS_MAX}`,
    values: [merchantId, from, to],
  });
}

/** When the merchant was made, as a day, and the time now. */
export async function readBeginning(
  pool: Pool,
  merchantId: string,
): Promise<{ readonly day: string; readonly now: string } | undefined> {
  const [row] = await runStatement<{ day: string; now: string }>(pool, {
    name: 'reviews-beginning',
    text: `SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
        ${timeText('clock_timestamp()')} AS now
      FROM merchants WHERE merchant_id = $1`,
    values: [merchantId],
  });
  return row;
}
