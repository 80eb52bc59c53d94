import { boundsOf } from '@/lib/history/blocks/candidate-ranges';
import { newestEvent } from '@/lib/history/events/list-events';
import type { HistoryReader } from '@/lib/history/history-reader';
import { pageOf } from '@/lib/history/scan-page';
import { spanOf } from '@/lib/history/span';
import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { listName, listResponse } from '@/lib/http/list-query';
import { publicId } from '@/lib/http/uuid';
import type { ReusesQuery, WhatIfQuery } from '../contract';
import { listReuses, type ReuseRow, type ReuseSum, sumReuses, VERDICTS } from './store';

const DAYS_MS = 30 * 86_400_000;
/** Executions after expiry that are judged at once, the newest ones. */
const REUSES_MAX = 10_000;
const INDEFINITE = 'indefinite';

/**
 * What the executions after expiry of a span (the last 30 days) would have been, had keys been kept
 * for `retention`.
 */
export async function readWhatIf(
  reader: HistoryReader,
  merchantId: string,
  query: WhatIfQuery,
): Promise<ApiResponse> {
  const nowMs = Date.now();
  const span = timesOf(query, nowMs);
  const bounds = await boundsIn(reader, merchantId, span);
  const asked = { ...span, ...retentionOf(query), bounds, max: REUSES_MAX };
  const sums = await sumReuses(reader.workPool, merchantId, asked);
  const executions = sums.reduce((all, sum) => all + sum.executions, 0);
  return jsonResponse(200, {
    object: 'what_if',
    retention: query.retention,
    ...span,
    executions,
    data: VERDICTS.map((verdict) => presentSum(verdict, sums)),
    complete: executions < REUSES_MAX,
    as_of: new Date(nowMs).toISOString(),
  });
}

function presentSum(verdict: ReuseSum['verdict'], sums: readonly ReuseSum[]) {
  const sum = sums.find((each) => each.verdict === verdict);
  return {
    would_have_been: verdict,
    executions: sum?.executions ?? 0,
    keys: sum?.keys ?? 0,
    customers: sum?.customers ?? 0,
    amounts: sum?.amounts ?? {},
  };
}

/** The executions themselves, newest first, each with its verdict. */
export async function readReuses(
  reader: HistoryReader,
  merchantId: string,
  query: ReusesQuery,
): Promise<ApiResponse> {
  const { limit, cursor, ...filter } = query;
  const list = listName(merchantId, '/reuses', filter);
  // A list goes on from page to page: without `from` it begins with the log.
  const span = { from: query.from, to: query.to };
  const bounds = await boundsIn(reader, merchantId, span);
  const before = cursor ? Number(reader.cursors.verify(list, cursor)) : Number.MAX_SAFE_INTEGER;
  const rows = await listReuses(reader.workPool, merchantId, {
    ...span,
    ...retentionOf(query),
    bounds: { ...bounds, last: Math.min(bounds.last, before - 1) },
    max: limit + 1,
  });
  const page = pageOf(rows, limit, ({ seq }) => seq);
  const next = page.resumeAfter && reader.cursors.sign(list, String(page.resumeAfter));
  return listResponse(page.rows.map(presentReuse), next || undefined);
}

function presentReuse({ event_id, key_id, ...row }: ReuseRow) {
  return {
    id: publicId('evt', event_id),
    object: 'reuse',
    key_id: key_id && publicId('ikey', key_id),
    ...row,
  };
}

function timesOf(query: WhatIfQuery, nowMs: number) {
  const { fromMs, toMs } = spanOf(query, { fromMs: nowMs - DAYS_MS, toMs: nowMs + 1 });
  return {
    from: query.from ?? new Date(fromMs).toISOString(),
    to: query.to ?? new Date(toMs).toISOString(),
  };
}

function retentionOf({ retention, operation }: WhatIfQuery) {
  return { operation, retention: retention === INDEFINITE ? null : retention };
}

async function boundsIn(
  { workPool: pool }: HistoryReader,
  merchantId: string,
  span: { readonly from: string | undefined; readonly to: string | undefined },
) {
  const log = { first: 1, last: await newestEvent(pool, merchantId) };
  return await boundsOf(pool, merchantId, span, log);
}
