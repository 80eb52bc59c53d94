import type { Pool } from '@/lib/database/connection';
import { sumTraffic, type TrafficSums } from './fold-traffic';
import { firstBucket, readTraffic } from './store';

/** What happened in a day, UTC. */
export interface DayTotals {
  /** `2026-11-30` */
  readonly day: string;
  readonly attempts: number;
  /** Attempts by outcome; answers that were not delivered too. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** By currency, of payments that were executed: decimal text, minor units. */
  readonly amounts: Readonly<Record<string, string>>;
}

const DAY_DIGITS = 10;

/** A merchant's days of [from, to), the first one first; days without an attempt are not among them. */
export async function readDayTotals(
  pool: Pool,
  merchantId: string,
  span: { readonly from: string; readonly to: string },
): Promise<Map<string, DayTotals>> {
  const days = new Map<string, TrafficSums[]>();
  for (const hour of await readTraffic(pool, merchantId, { grain: 'hour', ...span })) {
    const day = new Date(hour.startMs).toISOString().slice(0, DAY_DIGITS);
    const hours = days.get(day);
    if (hours) hours.push(hour);
    else days.set(day, [hour]);
  }
  return new Map([...days].map(([day, hours]) => [day, totalsOf(day, hours)]));
}

/** The first day with an attempt; undefined before any. */
export async function readFirstDay(pool: Pool, merchantId: string): Promise<string | undefined> {
  return (await firstBucket(pool, merchantId))?.slice(0, DAY_DIGITS);
}

function totalsOf(day: string, hours: readonly TrafficSums[]): DayTotals {
  const { outcomes, amounts } = sumTraffic(hours);
  const { response_undelivered: _, ...attempts } = outcomes;
  return {
    day,
    attempts: Object.values(attempts).reduce((sum, count) => sum + count, 0),
    outcomes,
    amounts,
  };
}
