import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { invalidRequest } from '@/lib/http/problem';
import { boundsOf } from '../blocks/candidate-ranges';
import type { SampleQuery } from '../contract';
import { newestEvent } from '../events/list-events';
import { presentEvent } from '../events/present-event';
import { findEventsAt } from '../events/read-event';
import type { HistoryReader } from '../history-reader';
import { drawAttempts } from './store';

/** What one answer draws from at most; an export draws from any number. */
const EVENTS_MAX = 500_000;

/**
 * Attempts of a span, drawn so that nobody can choose them who did not know the seed, and anybody
 * can draw them again. Throws the problem `invalid-request` where there are too many to draw from.
 */
export async function readSample(
  { workPool }: HistoryReader,
  merchantId: string,
  query: SampleQuery,
): Promise<ApiResponse> {
  const { from, to, size, seed } = query;
  const log = { first: 1, last: await newestEvent(workPool, merchantId) };
  const bounds = await boundsOf(workPool, merchantId, { from, to }, log);
  const events = bounds.last - bounds.first + 1;
  if (events > EVENTS_MAX) {
    const detail = `has up to ${events} events; ${EVENTS_MAX} are the most here: an export draws from any number`;
    throw invalidRequest({ pointer: '/from', detail });
  }
  const drawn = await drawAttempts(workPool, merchantId, { bounds, from, to, size, seed });
  const seqs = drawn.map(({ seq }) => seq);
  const rows = await findEventsAt(workPool, merchantId, seqs);
  return jsonResponse(200, {
    object: 'sample',
    from,
    to,
    seed,
    matching: drawn[0]?.matching ?? 0,
    data: rows.map(presentEvent),
    as_of: new Date().toISOString(),
  });
}
