import type { z } from 'zod';
import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import type { TrafficStep, trafficQuery } from '../contract';
import type { HistoryReader } from '../history-reader';
import { spanOf, stepsOf } from '../span';
import { type Grain, sumTraffic, type Traffic } from './fold-traffic';
import { latencyPercentile } from './latency';
import { readTraffic } from './store';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TRAFFIC_STEPS_MAX = 1_500;

const STEPS: Readonly<Record<TrafficStep, { readonly ms: number; readonly grain: Grain }>> = {
  PT1M: { ms: MINUTE_MS, grain: 'minute' },
  PT5M: { ms: 5 * MINUTE_MS, grain: 'minute' },
  PT15M: { ms: 15 * MINUTE_MS, grain: 'minute' },
  PT1H: { ms: 60 * MINUTE_MS, grain: 'hour' },
  P1D: { ms: DAY_MS, grain: 'hour' },
};

/** Attempts by outcome for each step of a span (the last 24 hours), steps without any included. */
export async function readTrafficSteps(
  reader: HistoryReader,
  merchantId: string,
  query: z.output<typeof trafficQuery>,
): Promise<ApiResponse> {
  const { step } = query;
  const nowMs = Date.now();
  const span = spanOf(query, { fromMs: nowMs - DAY_MS, toMs: nowMs });
  const { ms, grain } = STEPS[step];
  const { starts, from, to } = stepsOf(span, ms, TRAFFIC_STEPS_MAX);
  const rows = await readTraffic(reader.workPool, merchantId, grain, { from, to });
  const steps = new Map<number, Traffic[]>();
  for (const row of rows) {
    const startMs = Math.floor(Date.parse(row.bucket) / ms) * ms;
    const step = steps.get(startMs);
    if (step) step.push(row);
    else steps.set(startMs, [row]);
  }
  return jsonResponse(200, {
    object: 'traffic',
    step,
    from,
    to,
    total: presentTraffic(rows),
    data: starts.map((startMs) => ({
      at: new Date(startMs).toISOString(),
      ...presentTraffic(steps.get(startMs) ?? []),
    })),
    as_of: new Date(nowMs).toISOString(),
  });
}

function presentTraffic(rows: readonly Traffic[]) {
  // Most often a step is a row.
  const [first] = rows;
  const only = first && rows.length === 1 ? first : sumTraffic(rows);
  const { outcomes, latency } = only;
  const { response_undelivered: undelivered = 0 } = outcomes;
  return {
    attempts: sumOf(outcomes) - undelivered,
    outcomes,
    amounts: presentSums(only.amounts),
    prevented: presentSums(only.prevented),
    latency_ms: {
      p50: latencyPercentile(latency, 0.5),
      p95: latencyPercentile(latency, 0.95),
      p99: latencyPercentile(latency, 0.99),
    },
    first_seq: rows.length > 0 ? only.firstSeq : null,
    last_seq: rows.length > 0 ? only.lastSeq : null,
  };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function presentSums(sums: Readonly<Record<string, string>>): Record<string, number> {
  const shown: Record<string, number> = {};
  for (const currency of Object.keys(sums)) shown[currency] = Number(sums[currency]);
  return shown;
}
