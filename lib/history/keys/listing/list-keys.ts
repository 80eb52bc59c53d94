import type { ApiResponse } from '@/lib/http/api-message';
import { listName, listResponse } from '@/lib/http/list-query';
import { boundsOf, candidateRanges } from '../../blocks/candidate-ranges';
import type { KeyFilter, KeysQuery } from '../../contract';
import { findKeyIdsOf } from '../../events/find-keys-of';
import type { HistoryReader } from '../../history-reader';
import { pageOf, type ScannedPage, scanPage } from '../../scan-page';
import { keyId } from '../key-id';
import type { KeyRow } from '../key-row';
import { presentKey } from '../present-key';
import { keyFacets } from './key-conditions';
import {
  findPrefixedKeys,
  indexedEnd,
  type KeyPage,
  newestPlace,
  readIndexedKeys,
  readKeyRanges,
  readKeysById,
  readMovedKeys,
  readRareKeys,
} from './store';

/** Where a page begins, and the newest place of the list when its first page was read. */
interface Place {
  readonly asOf: number;
  readonly last: number;
}

/** Of keys named one by one: past these the list is searched in its order. */
const IDS_MAX = 1_000;

/** A key of a page, at the place that it has, or had when the list was begun. */
interface PlacedKey {
  readonly row: KeyRow;
  readonly place: number;
}

/**
 * A page of the merchant's keys, newest first by when they were first or last seen. A key that is
 * used while its list is paged through keeps the place that it had on the first page.
 */
export async function listKeys(
  reader: HistoryReader,
  merchantId: string,
  query: KeysQuery,
): Promise<ApiResponse> {
  const { limit, cursor, ...filter } = query;
  const list = listName(merchantId, '/keys', filter);
  const asked = { merchantId, filter, limit: limit + 1 };
  const place = cursor
    ? parsePlace(reader.cursors.verify(list, cursor))
    : await firstPlace(reader, asked);
  const found = await findKeys(reader, asked, place);
  const page = filter.time === 'last_seen' ? await withMoved(reader, asked, place, found) : found;
  const next = page.resumeAfter && reader.cursors.sign(list, `${place.asOf} ${page.resumeAfter}`);
  return listResponse(
    page.rows.map(({ row }) => presentKey(row)),
    next || undefined,
  );
}

function parsePlace(position: string): Place {
  const [asOf = 0, after = 0] = position.split(' ').map(Number);
  return { asOf, last: after - 1 };
}

async function firstPlace(reader: HistoryReader, { merchantId, filter }: KeyPage): Promise<Place> {
  const newest = await newestPlace(reader.workPool, merchantId, filter.time);
  return { asOf: newest, last: newest };
}

/** Keys at their present places, by the best way there is to find them. */
async function findKeys(
  { workPool: pool }: HistoryReader,
  asked: KeyPage,
  { last }: Place,
): Promise<ScannedPage<PlacedKey>> {
  const { merchantId, filter } = asked;
  const limit = asked.limit - 1;
  const placed = (row: KeyRow) => ({
    row,
    place: filter.time === 'first_seen' ? row.first_seq : row.last_seq,
  });
  const placeOf = ({ place }: PlacedKey) => place;
  const part = indexedPart(filter);
  if (part !== undefined) {
    const bounds = await boundsOf(pool, merchantId, filter, { first: 1, last });
    const rows = await readIndexedKeys(pool, asked, part, bounds);
    const page = pageOf(rows.map(placed), limit, placeOf);
    if (page.resumeAfter !== undefined) return page;
    return { ...page, resumeAfter: await indexedEnd(pool, merchantId, part, bounds) };
  }
  const ids = await namedKeys(pool, asked);
  if (ids !== undefined) {
    const rows = ids.length === 0 ? [] : await readKeysById(pool, asked, ids, last);
    return pageOf(rows.map(placed), limit, placeOf);
  }
  if (isIndexed(filter)) {
    const rows = await readRareKeys(pool, asked, last);
    return pageOf(rows.map(placed), limit, placeOf);
  }
  const candidates = {
    merchantId,
    facets: keyFacets(filter),
    bounds: await boundsOf(pool, merchantId, filter, { first: 1, last }),
    direction: 'newest first',
  } as const;
  return await scanPage({
    limit,
    direction: 'newest first',
    ranges: candidateRanges(pool, candidates),
    read: async (ranges, wanted) => {
      const rows = await readKeyRanges(pool, { ...asked, limit: wanted }, ranges);
      return rows.map(placed);
    },
    placeOf,
  });
}

/** Filters that name few events: their keys are found by these, whatever else is asked. */
const FEW = ['key', 'request_id', 'order_reference', 'provider_reference', 'fingerprint'] as const;

/** The part of the filter that an index in the list's order answers; undefined where none does. */
function indexedPart(filter: KeyFilter): Partial<KeyFilter> | undefined {
  const { time, customer_reference, last4 } = filter;
  if (time !== 'first_seen' || FEW.some((name) => filter[name] !== undefined)) return undefined;
  if (customer_reference !== undefined) return { customer_reference };
  return last4 === undefined ? undefined : { last4 };
}

/** Ids of the few keys that the filter can mean; undefined where it does not say, or means many. */
async function namedKeys(
  pool: HistoryReader['workPool'],
  { merchantId, filter }: KeyPage,
): Promise<string[] | undefined> {
  if (filter.key !== undefined) return [keyId(merchantId, filter.key)];
  const ids = await findKeyIdsOf(pool, merchantId, filter, IDS_MAX);
  if (ids !== undefined || filter.key_prefix === undefined) return ids;
  const prefixed = await findPrefixedKeys(pool, merchantId, filter.key_prefix, IDS_MAX);
  return prefixed.length > IDS_MAX ? undefined : prefixed;
}

/** Nothing but what an index of rare keys is for. */
function isIndexed({ time, has, state, ...others }: KeyFilter): boolean {
  if (Object.values(others).some((value) => value !== undefined)) return false;
  if (has !== undefined)
    return state === undefined && (has === 'conflicts' || has === 'undelivered');
  return time === 'first_seen' && (state === 'unused' || state === 'in_progress');
}

/** The page with the keys that have moved on since the list was begun, at their old places. */
async function withMoved(
  { workPool: pool }: HistoryReader,
  asked: KeyPage,
  place: Place,
  found: ScannedPage<PlacedKey>,
): Promise<ScannedPage<PlacedKey>> {
  const moved = await readMovedKeys(pool, asked, place);
  const known = new Set(found.rows.map(({ row }) => row.key_id));
  const { resumeAfter } = found;
  const here = moved
    .map(({ place: old, ...row }) => ({ row, place: old }))
    .filter(
      ({ row, place: old }) =>
        !known.has(row.key_id) && (resumeAfter === undefined || old >= resumeAfter),
    );
  const all = [...found.rows, ...here].sort((one, other) => other.place - one.place);
  const page = pageOf(all, asked.limit - 1, (key) => key.place);
  return { rows: page.rows, resumeAfter: page.resumeAfter ?? resumeAfter };
}
