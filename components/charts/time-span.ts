/** What a page looks at: up to now, or from one time to another (half-open). */
export type TimeSpan = { readonly last: Preset } | { readonly from: string; readonly to: string };

export type Preset = keyof typeof PRESETS;
type Parameters = Iterable<readonly [name: string, value: string]>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** ISO 8601 durations, as they stand in an address. */
export const PRESETS = {
  PT1H: { label: '1 hour', ms: HOUR_MS },
  PT24H: { label: '24 hours', ms: DAY_MS },
  P7D: { label: '7 days', ms: 7 * DAY_MS },
  P30D: { label: '30 days', ms: 30 * DAY_MS },
} as const;

/** The steps that `GET /stats/traffic` has, in milliseconds; the finest first. */
export const STEP_MS = {
  PT1M: MINUTE_MS,
  PT5M: 5 * MINUTE_MS,
  PT15M: 15 * MINUTE_MS,
  PT1H: HOUR_MS,
  P1D: DAY_MS,
} as const;
/** More bars than these are thinner than can be pointed at. */
const BARS_MAX = 180;

/** What an address asks for; what cannot be read is the preset. */
export function spanFromAddress(parameters: Parameters, preset: Preset): TimeSpan {
  const { span, from, to } = Object.fromEntries(parameters);
  if (from !== undefined && to !== undefined && Date.parse(from) < Date.parse(to)) {
    return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
  return { last: span !== undefined && Object.hasOwn(PRESETS, span) ? (span as Preset) : preset };
}

/** A page's address at another span; what else stands in it stays. */
export function addressWithSpan(address: URLSearchParams, span: TimeSpan): string {
  const next = new URLSearchParams(address);
  for (const name of ['span', 'from', 'to']) next.delete(name);
  if ('last' in span) next.set('span', span.last);
  else {
    next.set('from', span.from);
    next.set('to', span.to);
  }
  return `?${next}`;
}

/** The ends of a span; one up to now ends with `nowMs`. */
export function endsOf(span: TimeSpan, nowMs: number): { from: string; to: string } {
  if ('from' in span) return span;
  const from = new Date(nowMs - PRESETS[span.last].ms).toISOString();
  return { from, to: new Date(nowMs).toISOString() };
}

/** The finest step whose bars can be told apart. */
export function stepOf(span: TimeSpan): keyof typeof STEP_MS {
  const lengthMs =
    'last' in span ? PRESETS[span.last].ms : Date.parse(span.to) - Date.parse(span.from);
  const steps = Object.keys(STEP_MS) as (keyof typeof STEP_MS)[];
  return steps.find((step) => lengthMs / STEP_MS[step] <= BARS_MAX) ?? 'P1D';
}
