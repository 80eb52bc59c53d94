import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import { Conditions } from '../conditions';
import type { Breakdown } from '../contract';
import {
  addEventsOfRange,
  addEventsWithin,
  type EventConditionsFilter,
} from '../events/event-conditions';
import type { SeqRange } from '../scan-page';

export interface BreakdownRow {
  readonly value: string | null;
  readonly attempts: number;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly customers: number;
  readonly amounts: Readonly<Record<string, number>>;
  /** Of all groups together, also those past the limit. */
  readonly matched: number;
}

const VALUE: Readonly<Record<Breakdown, string>> = {
  outcome: 'e.outcome',
  operation: 'e.operation',
  client_id: 'e.client',
  user_agent: 'e.user_agent',
  ip: 'e.ip',
  pointer: 'pointer.value',
};

/** A conflict has a pointer for each member that differs, and is counted under each. */
const POINTERS = `LEFT JOIN LATERAL json_array_elements_text(
  CASE json_typeof(e.detail -> 'changed_pointers') WHEN 'array' THEN e.detail -> 'changed_pointers'
  END) AS pointer(value) ON true`;

/** Refusals before the key is known may be counted many in one event. */
const ATTEMPTS = `CASE WHEN e.idempotency_key IS NULL
  THEN coalesce((e.detail ->> 'count')::bigint, 1) ELSE 1 END`;

const GROUPS = `
, sums AS (
  SELECT value, json_object_agg(currency, amount ORDER BY currency) AS amounts FROM (
    SELECT value, currency, sum(amount)::float8 AS amount FROM matched
    WHERE currency IS NOT NULL AND amount IS NOT NULL GROUP BY value, currency
  ) AS by_currency GROUP BY value
), groups AS (
  SELECT value, sum(attempts)::float8 AS attempts, min(occurred_at) AS first_at,
    max(occurred_at) AS last_at, count(DISTINCT customer_reference)::float8 AS customers
  FROM matched GROUP BY value
)
SELECT g.value, g.attempts, ${timeText('g.first_at')} AS first_seen,
  ${timeText('g.last_at')} AS last_seen, g.customers, coalesce(s.amounts, '{}') AS amounts,
  (SELECT count(*) FROM matched)::float8 AS matched
FROM groups g LEFT JOIN sums s ON s.value IS NOT DISTINCT FROM g.value
ORDER BY g.attempts DESC, g.value LIMIT `;

interface Matched {
  readonly by: Breakdown;
  readonly filter: EventConditionsFilter;
  /** Groups at most. */
  readonly limit: number;
}

/** Groups the events in these ranges that fit the filter. */
export async function breakDownRanges(
  pool: Pool,
  merchantId: string,
  { by, filter, limit }: Matched,
  ranges: readonly SeqRange[],
): Promise<BreakdownRow[]> {
  const conditions = new Conditions();
  const sent = conditions.bindRanges(ranges);
  addEventsOfRange(conditions, merchantId, filter);
  return await runStatement<BreakdownRow>(pool, {
    name: '',
    text: `WITH matched AS MATERIALIZED (SELECT ${columns(by)} FROM ${sent}
      CROSS JOIN LATERAL (SELECT * FROM events e WHERE ${conditions.sql}) AS e ${join(by)})
      ${GROUPS} ${limit}`,
    values: conditions.values,
  });
}

/** Groups the newest `max` events of the bounds that fit the filter, which an index answers. */
export async function breakDownIndexed(
  pool: Pool,
  merchantId: string,
  { by, filter, limit }: Matched,
  within: { readonly bounds: SeqRange; readonly max: number },
): Promise<BreakdownRow[]> {
  const { bounds, max } = within;
  const conditions = new Conditions();
  addEventsWithin(conditions, merchantId, bounds, filter);
  return await runStatement<BreakdownRow>(pool, {
    name: '',
    text: `WITH matched AS MATERIALIZED (SELECT ${columns(by)} FROM (
        SELECT * FROM events e WHERE ${conditions.sql} ORDER BY e.seq DESC LIMIT ${max}
      ) AS e ${join(by)}) ${GROUPS} ${limit}`,
    values: conditions.values,
  });
}

function columns(by: Breakdown): string {
  return `${VALUE[by]} AS value, ${ATTEMPTS} AS attempts, e.occurred_at, e.customer_reference,
    e.currency, e.amount`;
}

function join(by: Breakdown): string {
  return by === 'pointer' ? POINTERS : '';
}
