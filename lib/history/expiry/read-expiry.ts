import type { z } from 'zod';
import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import type { expiryQuery } from '../contract';
import type { HistoryReader } from '../history-reader';
import { spanOf, stepsOf } from '../span';
import { countStillKept, readExpiryHours } from './store';

const HOUR_MS = 3_600_000;
const AHEAD_MS = 7 * 24 * HOUR_MS;
const EXPIRY_HOURS_MAX = 1_500;

/**
 * How many keys expire in each hour of a span (the coming week), hours without any included; in the
 * present hour, how many will.
 */
export async function readExpiry(
  reader: HistoryReader,
  merchantId: string,
  query: z.output<typeof expiryQuery>,
): Promise<ApiResponse> {
  const nowMs = Date.now();
  const span = spanOf(query, { fromMs: nowMs, toMs: nowMs + AHEAD_MS });
  const { starts, from, to } = stepsOf(span, HOUR_MS, EXPIRY_HOURS_MAX);
  const rows = await readExpiryHours(reader.workPool, merchantId, { from, to });
  const keys = new Map(rows.map((row) => [Date.parse(row.hour), row.keys]));
  const thisHourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  if (starts.includes(thisHourMs)) {
    const end = new Date(thisHourMs + HOUR_MS).toISOString();
    keys.set(thisHourMs, await countStillKept(reader.workPool, merchantId, end));
  }
  return jsonResponse(200, {
    object: 'expiry',
    from,
    to,
    data: starts.map((at) => ({ at: new Date(at).toISOString(), keys: keys.get(at) ?? 0 })),
    as_of: new Date(nowMs).toISOString(),
  });
}
