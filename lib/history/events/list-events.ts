import type { Pool } from '@/lib/database/connection';
import type { ApiResponse } from '@/lib/http/api-message';
import { listName, listResponse } from '@/lib/http/list-query';
import { boundsOf, candidateRanges } from '../blocks/candidate-ranges';
import type { HistoryReader } from '../history-reader';
import { findKeyText } from '../keys/detail/find-key-text';
import { type Direction, pageOf, type ScannedPage, type SeqRange, scanPage } from '../scan-page';
import { type EventConditionsFilter, eventFacets, indexedPart } from './event-conditions';
import type { EventRow } from './event-row';
import { presentEvent } from './present-event';
import { rareAmounts } from './rare-amounts';
import { indexedEnd, newestSeq, readEventRanges, readIndexedEvents } from './store';

/** A place in the log, in a cursor: `<17` goes on to older events, `>17` to newer ones. */
interface Place {
  readonly direction: Direction;
  readonly seq: number;
}

type EventsFilter = EventConditionsFilter & Pick<EventsAsked, 'key_id'>;

/** What a list of events is asked for: a filter of events, or of what people did. */
export interface EventsAsked extends EventConditionsFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly after_seq?: number | undefined;
  readonly key_id?: string | undefined;
}

/** Of a page that is asked for. */
interface EventPage {
  readonly bounds: SeqRange;
  readonly direction: Direction;
  readonly limit: number;
}

/**
 * A page of the merchant's log, newest first, or oldest first behind `after_seq`. The cursor of a
 * list that follows the log goes on following it.
 */
export async function listEvents(
  reader: HistoryReader,
  merchantId: string,
  query: EventsAsked,
  path = '/events',
): Promise<ApiResponse> {
  const { limit, cursor, after_seq, ...filter } = query;
  const list = listName(merchantId, path, filter);
  const place = cursor ? parsePlace(reader.cursors.verify(list, cursor)) : placeOf(after_seq);
  const newest = await newestSeq(reader.workPool, merchantId);
  const bounds =
    place.direction === 'newest first'
      ? { first: 1, last: Math.min(newest, place.seq - 1) }
      : { first: place.seq + 1, last: newest };
  const page = await findEvents(reader.workPool, merchantId, filter, {
    bounds,
    direction: place.direction,
    limit,
  });
  const sign = place.direction === 'newest first' ? '<' : '>';
  const next = page.resumeAfter && reader.cursors.sign(list, `${sign}${page.resumeAfter}`);
  return listResponse(page.rows.map(presentEvent), next || undefined);
}

function placeOf(afterSeq: number | undefined): Place {
  return afterSeq === undefined
    ? { direction: 'newest first', seq: Number.MAX_SAFE_INTEGER }
    : { direction: 'oldest first', seq: afterSeq };
}

function parsePlace(position: string): Place {
  const direction = position.startsWith('<') ? 'newest first' : 'oldest first';
  return { direction, seq: Number(position.slice(1)) };
}

/** The events of a page that fit the filter, by the best way there is to find them. */
async function findEvents(
  pool: Pool,
  merchantId: string,
  filter: EventsFilter,
  asked: EventPage,
): Promise<ScannedPage<EventRow>> {
  const nothing = { rows: [], resumeAfter: undefined };
  if (asked.bounds.first > asked.bounds.last) return nothing;
  const all = await withKey(pool, merchantId, filter);
  if (all === undefined) return nothing;
  const page = { ...asked, bounds: await boundsOf(pool, merchantId, all, asked.bounds) };
  const part = indexedPart(all) ?? (await rareAmounts(pool, merchantId, all));
  if (part !== undefined) return await findIndexed(pool, merchantId, { part, all }, page);
  return await scanPage({
    limit: page.limit,
    direction: page.direction,
    ranges: candidateRanges(pool, { merchantId, facets: eventFacets(all), ...page }),
    read: (ranges, limit) =>
      readEventRanges(pool, merchantId, all, { ranges, limit, direction: page.direction }),
    placeOf: ({ seq }) => seq,
  });
}

/** `key_id` as the key that it stands for; undefined where nothing can fit. */
export async function withKey(
  pool: Pool,
  merchantId: string,
  { key_id, ...filter }: EventsFilter,
): Promise<EventConditionsFilter | undefined> {
  if (key_id === undefined) return filter;
  const key = await findKeyText(pool, merchantId, key_id);
  if (key === undefined || (filter.key !== undefined && filter.key !== key)) return undefined;
  return { ...filter, key };
}

async function findIndexed(
  pool: Pool,
  merchantId: string,
  filters: { readonly part: EventConditionsFilter; readonly all: EventConditionsFilter },
  page: EventPage,
): Promise<ScannedPage<EventRow>> {
  const { part, all } = filters;
  const whole = Object.entries(all).every(([name, value]) => value === undefined || name in part);
  const wanted = { ...page, limit: page.limit + 1 };
  const rows = await readIndexedEvents(pool, merchantId, { part, all, whole }, wanted);
  const found = pageOf(rows, page.limit, ({ seq }) => seq);
  if (rows.length > page.limit || whole) return found;
  return { ...found, resumeAfter: await indexedEnd(pool, merchantId, part, page) };
}

/** The seq of the merchant's newest event; 0 where there is none. */
export async function newestEvent(pool: Pool, merchantId: string): Promise<number> {
  return await newestSeq(pool, merchantId);
}
