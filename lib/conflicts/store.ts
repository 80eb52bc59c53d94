import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import { Conditions } from '@/lib/history/conditions';
import {
  addEventConditions,
  CONFLICT_CAUSE,
  type EventConditionsFilter,
  groupOf,
} from '@/lib/history/events/event-conditions';
import type { SeqRange } from '@/lib/history/scan-page';

export interface ConflictGroupRow {
  readonly id: string;
  readonly changed_pointers: readonly string[] | null;
  readonly client_id: string | null;
  readonly user_agent: string | null;
  readonly attempts: number;
  readonly keys: number;
  readonly customers: number;
  readonly amounts: Readonly<Record<string, number>>;
  readonly first_seen: string;
  readonly last_seen: string;
  /** Conflicts that were looked at, of all groups together. */
  readonly looked: number;
}

interface GroupsAsked {
  readonly filter: EventConditionsFilter;
  readonly bounds: SeqRange;
  /** Conflicts that are looked at, the newest ones. */
  readonly max: number;
  readonly limit: number;
}

/** Groups the newest conflicts in these bounds, of those that fit the filter. */
export async function groupConflicts(
  pool: Pool,
  merchantId: string,
  { filter, bounds, max, limit }: GroupsAsked,
): Promise<ConflictGroupRow[]> {
  const { from, to, ...rest } = filter;
  const newest = new Conditions();
  newest.add('e.merchant_id = ? AND e.seq BETWEEN ? AND ?', merchantId, bounds.first, bounds.last);
  addEventConditions(newest, { outcome: 'payload_conflict', from, to });
  const fitting = new Conditions();
  fitting.values.push(...newest.values);
  addEventConditions(fitting, rest);
  return await runStatement<ConflictGroupRow>(pool, {
    name: '',
    text: `WITH newest AS MATERIALIZED (
        SELECT ${CONFLICT_CAUSE} COLLATE "C" AS cause, e.idempotency_key, e.customer_reference,
          e.currency, e.amount, e.occurred_at, ${fitting.sql} AS fits
        FROM (
          SELECT * FROM events e WHERE ${newest.sql} ORDER BY e.seq DESC LIMIT ${max}
        ) AS e
      ), sums AS (
        -- A client that tries again and again asks for the same money: each key counts once.
        SELECT cause, json_object_agg(currency, amount ORDER BY currency) AS amounts FROM (
          SELECT cause, currency, sum(amount) AS amount FROM (
            SELECT cause, currency, max(amount) AS amount FROM newest
            WHERE fits AND currency IS NOT NULL AND amount IS NOT NULL
            GROUP BY cause, currency, idempotency_key
          ) AS by_key GROUP BY cause, currency
        ) AS by_currency GROUP BY cause
      ), groups AS (
        SELECT cause, cause::json AS parts, ${groupOf('cause')} AS id, count(*) AS attempts,
          count(DISTINCT idempotency_key) AS keys,
          count(DISTINCT customer_reference) AS customers,
          min(occurred_at) AS first_at, max(occurred_at) AS last_at
        FROM newest WHERE fits GROUP BY cause
      )
      SELECT g.id, CASE json_typeof(g.parts -> 0) WHEN 'array' THEN g.parts -> 0 END
          AS changed_pointers,
        g.parts ->> 1 AS client_id, g.parts ->> 2 AS user_agent, g.attempts::float8 AS attempts,
        g.keys::float8 AS keys, g.customers::float8 AS customers,
        coalesce(s.amounts, '{}') AS amounts,
        ${timeText('g.first_at')} AS first_seen, ${timeText('g.last_at')} AS last_seen,
        (SELECT count(*) FROM newest)::float8 AS looked
      FROM groups g LEFT JOIN sums s USING (cause)
      ORDER BY g.attempts DESC, g.last_at DESC, g.id LIMIT ${limit}`,
    values: fitting.values,
  });
}
