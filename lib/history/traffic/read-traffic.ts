import type { z } from 'zod';
import { type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import type { TrafficStep, trafficQuery } from '../contract';
import type { HistoryReader } from '../history-reader';
import { spanOf, stepsOf } from '../span';
import { addTraffic, emptyTraffic, type Grain, type Traffic } from './fold-traffic';
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
  const steps = new Map<number, Traffic>();
  const total = emptyTraffic(merchantId, grain, from);
  for (const row of rows) {
    const startMs = Math.floor(Date.parse(row.bucket) / ms) * ms;
    addTraffic(total, row);
    const traffic = steps.get(startMs);
    if (traffic) addTraffic(traffic, row);
    else steps.set(startMs, row);
  }
  return jsonResponse(200, {
    object: 'traffic',
    step,
    from,
    to,
    total: presentTraffic(rows.length > 0 ? total : undefined),
    data: starts.map((startMs) => ({
      at: new Date(startMs).toISOString(),
      ...presentTraffic(steps.get(startMs)),
    })),
    as_of: new Date(nowMs).toISOString(),
  });
}

function presentTraffic(traffic: Traffic | undefined) {
  const outcomes = traffic?.outcomes ?? {};
  const latency = traffic?.latency ?? [];
  const { response_undelivered: _, ...attempts } = outcomes;
  return {
    attempts: Object.values(attempts).reduce((sum, count) => sum + count, 0),
    outcomes,
    amounts: presentSums(traffic?.amounts),
    prevented: presentSums(traffic?.prevented),
    latency_ms: {
      p50: latencyPercentile(latency, 0.5),
      p95: latencyPercentile(latency, 0.95),
      p99: latencyPercentile(latency, 0.99),
    },
    first_seq: traffic?.firstSeq ?? null,
    last_seq: traffic?.lastSeq ?? null,
  };
}

function presentSums(sums: Readonly<Record<string, string>> = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, Number(sum)]));
}
