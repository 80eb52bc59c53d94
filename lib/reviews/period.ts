import { addDays } from './days';

const DAYS_AT_FIRST = 30;
const SAMPLE_AT_FIRST = 25;
const SAMPLE_MAX = 200;

/** Whole days in UTC, `to` not included, and a sample of them. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly sample: number;
  readonly seed: string;
}

/**
 * The period that an address asks a report for; the last 30 days where it names none. Pure: the same
 * address gives the same report once it has all of it.
 */
export function periodOf(asked: Readonly<Record<string, string>>, now: Date): Period {
  const to = dayOf(asked.to) ?? addDays(now.toISOString().slice(0, 10), 1);
  const from = dayOf(asked.from) ?? addDays(to, -DAYS_AT_FIRST);
  const sample = Number(asked.sample);
  return {
    from,
    to,
    sample:
      Number.isInteger(sample) && sample >= 1 ? Math.min(sample, SAMPLE_MAX) : SAMPLE_AT_FIRST,
    seed: asked.seed?.slice(0, 100) || `${from} to ${to}`,
  };
}

/** The day of `2026-11-30` or of an RFC 3339 time. */
function dayOf(text: string | undefined): string | undefined {
  const day = text?.slice(0, 10) ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const time = Date.parse(`${day}T00:00:00Z`);
  const isDay = Number.isFinite(time) && new Date(time).toISOString().startsWith(day);
  return isDay ? day : undefined;
}
