import type { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { type ApiResponse, jsonTextResponse } from '@/lib/http/api-message';
import type { TrafficStep, trafficQuery } from '../contract';
import type { HistoryReader } from '../history-reader';
import { spanOf, stepsOf } from '../span';
import { type Grain, sumTraffic, type TrafficSums } from './fold-traffic';
import { presentTraffic, shownTraffic } from './present-traffic';
import { readShownTraffic, readTraffic, type TrafficSpan } from './store';

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

const GRAIN_MS: Readonly<Record<Grain, number>> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS };
const NOTHING = shownTraffic(sumTraffic([]));

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
  const asked: Asked = { merchantId, span: { grain, from, to }, starts, ms };
  const read = ms === GRAIN_MS[grain] ? readShownSteps : readSummedSteps;
  const { total, steps } = await read(reader.workPool, asked);
  const head = { object: 'traffic', step, from, to, total: presentTraffic(total) };
  const data = startTexts(starts).map((at, index) => `{"at":"${at}",${steps[index]?.slice(1)}`);
  const asOf = new Date(nowMs).toISOString();
  const body = `${JSON.stringify(head).slice(0, -1)},"data":[${data.join(',')}],"as_of":"${asOf}"}`;
  return jsonTextResponse(200, body);
}

interface Asked {
  readonly merchantId: string;
  readonly span: TrafficSpan;
  /** When each step begins. */
  readonly starts: readonly number[];
  readonly ms: number;
}

interface Steps {
  readonly total: TrafficSums;
  /** JSON texts, for each start one. */
  readonly steps: readonly string[];
}

/** A step is a row: what it is shown as is there already. */
async function readShownSteps(pool: Pool, { merchantId, span, starts, ms }: Asked): Promise<Steps> {
  const steps = starts.map(() => NOTHING);
  const [firstMs = 0] = starts;
  const parts = await readShownTraffic(pool, merchantId, span, (startMs, shown) => {
    steps[(startMs - firstMs) / ms] = shown;
  });
  return { total: sumTraffic(parts), steps };
}

async function readSummedSteps(
  pool: Pool,
  { merchantId, span, starts, ms }: Asked,
): Promise<Steps> {
  const rows = starts.map((): TrafficSums[] => []);
  const [firstMs = 0] = starts;
  for (const row of await readTraffic(pool, merchantId, span)) {
    rows[Math.floor((row.startMs - firstMs) / ms)]?.push(row);
  }
  return { total: sumTraffic(rows.flat()), steps: rows.map((of) => shownTraffic(sumTraffic(of))) };
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
