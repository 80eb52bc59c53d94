import type { z } from 'zod';
import { type ApiResponse, jsonTextResponse } from '@/lib/http/api-message';
import type { TrafficStep, trafficQuery } from '../contract';
import type { HistoryReader } from '../history-reader';
import { spanOf, stepsOf } from '../span';
import { type Grain, sumTraffic, type TrafficSums, TrafficTotal } from './fold-traffic';
import { latencyPercentiles } from './latency';
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
  const [firstMs = 0] = starts;
  const texts = startTexts(starts);
  const total = new TrafficTotal();
  let parts: TrafficSums[] = [];
  const steps: unknown[] = [];
  let closed = 0;
  const closeSteps = (before: number) => {
    for (; closed < before; closed += 1) {
      steps.push(presentTraffic(parts, texts[closed]));
      parts = [];
    }
  };
  const data: string[] = [];
  const writeSteps = () => {
    if (steps.length > 0) data.push(JSON.stringify(steps.splice(0)).slice(1, -1));
  };
  await readTraffic(reader.workPool, merchantId, { grain, from, to }, (rows) => {
    for (const sums of rows) {
      closeSteps(Math.floor((sums.startMs - firstMs) / ms));
      parts.push(sums);
      total.add(sums);
    }
    // Already here, while the database makes the next rows.
    writeSteps();
  });
  closeSteps(starts.length);
  writeSteps();
  const all = presentTraffic([total.sums]);
  const head = JSON.stringify({ object: 'traffic', step, from, to, total: all }).slice(0, -1);
  const asOf = new Date(nowMs).toISOString();
  return jsonTextResponse(200, `${head},"data":[${data.join(',')}],"as_of":"${asOf}"}`);
}

/** Whole minutes as RFC 3339: only their days are asked of Date, which is slow where Next is loaded. */
function startTexts(starts: readonly number[]): string[] {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  let dayMs = Number.NaN;
  let day = '';
  return starts.map((startMs) => {
    const startDayMs = Math.floor(startMs / DAY_MS) * DAY_MS;
    if (startDayMs !== dayMs) {
      dayMs = startDayMs;
      day = new Date(dayMs).toISOString().slice(0, 'YYYY-MM-DDT'.length);
    }
    const minute = (startMs - dayMs) / MINUTE_MS;
    return `${day}${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}:00.000Z`;
  });
}

function presentTraffic(parts: readonly TrafficSums[], at?: string) {
  // Most often a step is a row.
  const [first] = parts;
  const sums = first && parts.length === 1 ? first : sumTraffic(parts);
  const { outcomes, latency } = sums;
  const { response_undelivered: undelivered = 0 } = outcomes;
  const known = sums.lastSeq > 0;
  return {
    at,
    attempts: sumOf(outcomes) - undelivered,
    outcomes,
    amounts: presentSums(sums.amounts),
    prevented: presentSums(sums.prevented),
    latency_ms: latencyPercentiles(latency),
    first_seq: known ? sums.firstSeq : null,
    last_seq: known ? sums.lastSeq : null,
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
