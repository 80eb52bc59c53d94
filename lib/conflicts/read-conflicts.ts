import { nameApiKeys } from '@/lib/access/name-api-keys';
import { boundsOf } from '@/lib/history/blocks/candidate-ranges';
import { listEvents, newestEvent } from '@/lib/history/events/list-events';
import type { HistoryReader } from '@/lib/history/history-reader';
import { spanOf } from '@/lib/history/span';
import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import type { ConflictGroupsQuery, ConflictsQuery } from './contract';
import { groupConflicts } from './store';

const DAY_MS = 86_400_000;
/** Conflicts that are grouped, the newest ones: more would keep a reader waiting. */
const CONFLICTS_MAX = 10_000;

/** Payload conflicts one by one, newest first. */
export async function listConflicts(
  reader: HistoryReader,
  merchantId: string,
  query: ConflictsQuery,
): Promise<ApiResponse> {
  const asked = { ...query, outcome: 'payload_conflict' };
  return await listEvents(reader, merchantId, asked, '/conflicts');
}

/** Payload conflicts of a span (the last 24 hours) by what they have in common. */
export async function readConflictGroups(
  { workPool: pool }: HistoryReader,
  merchantId: string,
  { limit, ...query }: ConflictGroupsQuery,
): Promise<ApiResponse> {
  const nowMs = Date.now();
  const { fromMs, toMs } = spanOf(query, { fromMs: nowMs - DAY_MS, toMs: nowMs + 1 });
  // Times as they were sent have microseconds, which Date has not.
  const from = query.from ?? new Date(fromMs).toISOString();
  const to = query.to ?? new Date(toMs).toISOString();
  const log = { first: 1, last: await newestEvent(pool, merchantId) };
  const bounds = await boundsOf(pool, merchantId, { from, to }, log);
  const rows = await groupConflicts(pool, merchantId, {
    filter: { ...query, from, to },
    bounds,
    max: CONFLICTS_MAX,
    limit,
  });
  const names = await nameApiKeys(
    pool,
    merchantId,
    rows.map((row) => row.client_id),
  );
  return jsonResponse(200, {
    object: 'conflict_groups',
    from,
    to,
    data: rows.map(({ looked: _, ...group }) => ({
      ...group,
      client_name: names.get(group.client_id ?? '') ?? null,
    })),
    complete: (rows[0]?.looked ?? 0) < CONFLICTS_MAX,
    as_of: new Date(nowMs).toISOString(),
  });
}
