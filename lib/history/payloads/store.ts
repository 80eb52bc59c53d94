import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';

/** A body that is kept, and the attempt that it is of. */
export interface BodyRow {
  readonly event_id: string;
  readonly seq: number | null;
  readonly occurred_at: string;
  readonly outcome: string;
  readonly part: 'request' | 'response';
  readonly body: string;
  readonly kept_until: string | null;
}

const BODIES_MAX = 100;

/** Only these leave bodies: the first of a generation, and what differs from it. */
const WITH_BODIES = `e.outcome IN ('executed', 'reused_after_expiry', 'payload_conflict')`;

/** What is kept of a key's requests and responses, newest first. Throws DatabaseError. */
export async function listBodies(pool: Pool, merchantId: string, key: string): Promise<BodyRow[]> {
  return await runStatement<BodyRow>(pool, {
    name: 'list-bodies',
    text: `SELECT * FROM (
        SELECT v.event_id, e.seq::float8 AS seq, ${timeText('e.occurred_at')} AS occurred_at,
          e.outcome, v.part, v.body,
          CASE WHEN isfinite(v.kept_until) THEN ${timeText('v.kept_until')} END AS kept_until
        FROM events e JOIN evidence v ON v.merchant_id = e.merchant_id AND v.event_id = e.event_id
        WHERE e.merchant_id = $1 AND e.idempotency_key = $2 AND ${WITH_BODIES}
        UNION ALL
        -- The response of the generation that lives, or expired and was not purged yet.
        SELECT k.executor_id, e.seq::float8, ${timeText('k.created_at')},
          coalesce(e.outcome, 'executed'), 'response', k.response_body, NULL
        FROM idempotency_keys k
        LEFT JOIN events e ON e.merchant_id = k.merchant_id AND e.event_id = k.executor_id
        WHERE k.merchant_id = $1 AND k.idempotency_key = $2
      ) AS kept ORDER BY occurred_at DESC, event_id DESC, part DESC LIMIT ${BODIES_MAX}`,
    values: [merchantId, key],
  });
}
