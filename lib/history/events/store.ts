import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { Conditions } from '../conditions';
import type { Direction, SeqRange } from '../scan-page';
import {
  addEventConditions,
  addEventsOfRange,
  addEventsWithin,
  type EventConditionsFilter,
} from './event-conditions';
import { EVENT_COLUMNS, type EventRow } from './event-row';

/** The seq of the merchant's newest event; 0 where there is none. */
export async function newestSeq(pool: Pool, merchantId: string): Promise<number> {
  const [row] = await runStatement<{ seq: number }>(pool, {
    name: 'newest-seq',
    text: `SELECT seq::float8 AS seq FROM events WHERE merchant_id = $1 ORDER BY events.seq DESC LIMIT 1`,
    values: [merchantId],
  });
  return row?.seq ?? 0;
}

export async function findEvent(
  pool: Pool,
  merchantId: string,
  eventId: string,
): Promise<EventRow | undefined> {
  const [row] = await runStatement<EventRow>(pool, {
    name: 'find-event',
    text: `SELECT ${EVENT_COLUMNS} FROM events e WHERE e.merchant_id = $1 AND e.event_id = $2`,
    values: [merchantId, eventId],
  });
  return row;
}

export async function findEventsBySeq(
  pool: Pool,
  merchantId: string,
  seqs: readonly number[],
): Promise<EventRow[]> {
  return await runStatement<EventRow>(pool, {
    name: 'find-events-by-seq',
    text: `SELECT ${EVENT_COLUMNS} FROM events e WHERE e.merchant_id = $1 AND e.seq = ANY ($2::bigint[])
      ORDER BY e.seq`,
    values: [merchantId, seqs],
  });
}

/** Events in these ranges that fit the filter, in order. */
export async function readEventRanges(
  pool: Pool,
  merchantId: string,
  filter: EventConditionsFilter,
  page: {
    readonly ranges: readonly SeqRange[];
    readonly limit: number;
    readonly direction: Direction;
  },
): Promise<EventRow[]> {
  const { ranges, limit, direction } = page;
  const order = direction === 'newest first' ? 'DESC' : 'ASC';
  const conditions = new Conditions();
  const sent = conditions.bindRanges(ranges);
  addEventsOfRange(conditions, merchantId, filter);
  return await runStatement<EventRow>(pool, {
    name: '',
    text: `SELECT found.* FROM ${sent} CROSS JOIN LATERAL (
        SELECT ${EVENT_COLUMNS} FROM events e WHERE ${conditions.sql} ORDER BY e.seq ${order} LIMIT ${limit}
      ) AS found ORDER BY found.seq ${order} LIMIT ${limit}`,
    values: conditions.values,
  });
}

/** How many events the index part of a filter may give to one page. */
const INDEXED_MAX = 5_000;

interface IndexedPage {
  readonly bounds: SeqRange;
  readonly limit: number;
  readonly direction: Direction;
}

/**
 * Events that fit the filter, among the first INDEXED_MAX in order that fit `part`, which an index
 * answers. `whole`: the filter has no other part.
 */
export async function readIndexedEvents(
  pool: Pool,
  merchantId: string,
  filters: {
    readonly part: EventConditionsFilter;
    readonly all: EventConditionsFilter;
    readonly whole: boolean;
  },
  { bounds, limit, direction }: IndexedPage,
): Promise<EventRow[]> {
  const order = `${placeOf(filters.part)} ${direction === 'newest first' ? 'DESC' : 'ASC'}`;
  const conditions = new Conditions();
  addEventsWithin(conditions, merchantId, bounds, filters.part);
  const inner = conditions.sql;
  const outer = new Conditions();
  outer.values.push(...conditions.values);
  if (!filters.whole) addEventConditions(outer, filters.all);
  return await runStatement<EventRow>(pool, {
    name: '',
    text: `SELECT ${EVENT_COLUMNS} FROM (
        SELECT e.* FROM events e WHERE ${inner} ORDER BY ${order}
        LIMIT ${filters.whole ? limit : INDEXED_MAX}
      ) AS e WHERE ${outer.sql} ORDER BY ${order} LIMIT ${limit}`,
    values: outer.values,
  });
}

/** The seq of event number INDEXED_MAX that fits the part; undefined where there are fewer. */
export async function indexedEnd(
  pool: Pool,
  merchantId: string,
  part: EventConditionsFilter,
  { bounds, direction }: Omit<IndexedPage, 'limit'>,
): Promise<number | undefined> {
  const conditions = new Conditions();
  addEventsWithin(conditions, merchantId, bounds, part);
  const order = `${placeOf(part)} ${direction === 'newest first' ? 'DESC' : 'ASC'}`;
  const [row] = await runStatement<{ seq: number }>(pool, {
    name: '',
    text: `SELECT e.seq::float8 AS seq FROM events e WHERE ${conditions.sql}
      ORDER BY ${order} OFFSET ${INDEXED_MAX - 1} LIMIT 1`,
    values: conditions.values,
  });
  return row?.seq;
}

/** These parts' indexes are not in the log's order: no other index must look as if it were better. */
function placeOf(part: EventConditionsFilter): string {
  const unordered = part.request_id ?? part.amount_min ?? part.amount_max;
  return unordered === undefined ? 'e.seq' : 'e.seq + 0';
}

/** Whether fewer than INDEXED_MAX events have an amount in this range. */
export async function isRareAmount(
  pool: Pool,
  merchantId: string,
  amounts: { readonly min: number; readonly max: number },
): Promise<boolean> {
  const [row] = await runStatement<{ many: boolean }>(pool, {
    name: 'is-rare-amount',
    text: `SELECT EXISTS (SELECT FROM events WHERE merchant_id = $1 AND amount BETWEEN $2 AND $3
      OFFSET ${INDEXED_MAX} LIMIT 1) AS many`,
    values: [merchantId, amounts.min, amounts.max],
  });
  return row?.many === false;
}

/** Keys of events that fit the part, each once; none where more than `max` events do. */
export async function findKeysOf(
  pool: Pool,
  merchantId: string,
  part: EventConditionsFilter,
  max: number,
): Promise<string[] | undefined> {
  const conditions = new Conditions();
  conditions.add('e.merchant_id = ? AND e.idempotency_key IS NOT NULL', merchantId);
  addEventConditions(conditions, part);
  const rows = await runStatement<{ key: string }>(pool, {
    name: '',
    text: `SELECT e.idempotency_key AS key FROM events e WHERE ${conditions.sql} LIMIT ${max + 1}`,
    values: conditions.values,
  });
  return rows.length > max ? undefined : [...new Set(rows.map(({ key }) => key))];
}
