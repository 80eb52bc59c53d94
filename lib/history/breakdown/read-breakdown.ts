import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { boundsOf, candidateRanges } from '../blocks/candidate-ranges';
import type { BreakdownQuery } from '../contract';
import { eventFacets, indexedPart } from '../events/event-conditions';
import { newestEvent, withKey } from '../events/list-events';
import type { HistoryReader } from '../history-reader';
import type { SeqRange } from '../scan-page';
import { spanOf } from '../span';
import { type BreakdownRow, breakDownIndexed, breakDownRanges } from './store';

const DAY_MS = 86_400_000;
/** Events that one breakdown looks at, the newest ones. */
const BREAKDOWN_EVENTS_MAX = 200_000;

interface Groups {
  readonly rows: readonly BreakdownRow[];
  readonly complete: boolean;
}

/** The attempts of a span (the last 24 hours) that fit, by one of their columns. */
export async function readBreakdown(
  reader: HistoryReader,
  merchantId: string,
  query: BreakdownQuery,
): Promise<ApiResponse> {
  const nowMs = Date.now();
  const { fromMs, toMs } = spanOf(query, { fromMs: nowMs - DAY_MS, toMs: nowMs + 1 });
  const from = new Date(fromMs).toISOString();
  const to = new Date(toMs).toISOString();
  // Times as they were sent have microseconds, which Date has not.
  const sent = { ...query, from: query.from ?? from, to: query.to ?? to };
  const { rows, complete } = await breakDown(reader, merchantId, sent);
  return jsonResponse(200, {
    object: 'breakdown',
    by: query.by,
    from: sent.from,
    to: sent.to,
    data: rows.map(({ matched: _, ...group }) => group),
    complete,
    as_of: new Date(nowMs).toISOString(),
  });
}

async function breakDown(
  { workPool: pool }: HistoryReader,
  merchantId: string,
  { by, limit, ...query }: BreakdownQuery,
): Promise<Groups> {
  const asked = await withKey(pool, merchantId, {
    kind: 'attempt',
    // Only conflicts differ from anything; the group without a pointer is of erased bodies.
    ...(by === 'pointer' && { outcome: 'payload_conflict' }),
    ...query,
  });
  if (asked === undefined) return { rows: [], complete: true };
  const matched = { by, limit, filter: asked };
  const log = { first: 1, last: await newestEvent(pool, merchantId) };
  const bounds = await boundsOf(pool, merchantId, asked, log);
  if (indexedPart(asked) !== undefined) {
    const max = BREAKDOWN_EVENTS_MAX;
    const rows = await breakDownIndexed(pool, merchantId, matched, { bounds, max });
    return { rows, complete: (rows[0]?.matched ?? 0) < BREAKDOWN_EVENTS_MAX };
  }
  const candidates = candidateRanges(pool, {
    merchantId,
    facets: eventFacets(asked),
    bounds,
    direction: 'newest first',
  });
  const { ranges, complete } = await takeRanges(candidates);
  return { rows: await breakDownRanges(pool, merchantId, matched, ranges), complete };
}

async function takeRanges(candidates: AsyncIterable<SeqRange>) {
  const ranges: SeqRange[] = [];
  let places = 0;
  for await (const range of candidates) {
    if (places >= BREAKDOWN_EVENTS_MAX) return { ranges, complete: false };
    ranges.push(range);
    places += range.last - range.first + 1;
  }
  return { ranges, complete: true };
}
