import type { ShownEvent } from '@/lib/history/answers';
import { describeGap } from '../time/describe-gap';

type Timed = Pick<ShownEvent, 'id' | 'outcome' | 'occurred_at' | 'latency_ms'>;

/** An attempt as it is drawn: where it begins and ends, from 0 to 1, and in which lane. */
interface Bar {
  readonly id: string;
  readonly outcome: string;
  readonly begin: number;
  readonly end: number;
  readonly lane: number;
}

/** A time in which nothing was in flight. */
interface Gap {
  readonly begin: number;
  readonly end: number;
  readonly label: string;
}

interface Lanes {
  readonly bars: readonly Bar[];
  readonly gaps: readonly Gap[];
  readonly lanes: number;
}

interface Span {
  readonly event: Timed;
  /** Microseconds. */
  readonly from: number;
  readonly to: number;
}

/** A gap shorter than this share of the width has no room for its name. */
const NAMED_SHARE = 0.07;
/** Of the logarithm of a time: two moments are never drawn as one. */
const LEAST_WIDTH = 0.6;

/**
 * Places attempts on one line of time. Widths grow with the logarithm of the time, so that
 * milliseconds and days have room beside each other; what was in flight at once stands in lanes of
 * its own, one below the other.
 */
export function layOutLanes(events: readonly Timed[]): Lanes {
  const spans = events.map(spanOf).sort((one, other) => one.from - other.from || one.to - other.to);
  const moments = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const places = new Map<number, number>();
  let width = 0;
  for (const [index, moment] of moments.entries()) {
    const before = moments[index - 1];
    if (before !== undefined) width += widthOf(moment - before);
    places.set(moment, width);
  }
  const placeOf = (moment: number) => (width === 0 ? 0 : (places.get(moment) ?? 0) / width);
  const ends: number[] = [];
  const bars = spans.map(({ event, from, to }) => {
    const free = ends.findIndex((end) => end < from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    return { id: event.id, outcome: event.outcome, begin: placeOf(from), end: placeOf(to), lane };
  });
  return { bars, gaps: gapsOf(spans, placeOf), lanes: ends.length };
}

function spanOf(event: Timed): Span {
  const to = microseconds(event.occurred_at);
  return { event, from: to - Math.round((event.latency_ms ?? 0) * 1000), to };
}

function gapsOf(spans: readonly Span[], placeOf: (moment: number) => number): Gap[] {
  const gaps: Gap[] = [];
  let last = spans[0];
  for (const span of spans) {
    if (last && span.from > last.to) {
      const [begin, end] = [placeOf(last.to), placeOf(span.from)];
      const label = describeGap(timeOf(last.to), timeOf(span.from));
      if (end - begin >= NAMED_SHARE) gaps.push({ begin, end, label });
    }
    if (!last || span.to > last.to) last = span;
  }
  return gaps;
}

function widthOf(us: number): number {
  return Math.max(LEAST_WIDTH, Math.log10(1 + us / 1000));
}

/** Of an RFC 3339 time; Date knows milliseconds only. */
function microseconds(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return Date.parse(time) * 1000 + Number(fraction.padEnd(6, '0').slice(3, 6));
}

function timeOf(us: number): string {
  const ms = Math.floor(us / 1000);
  return new Date(ms).toISOString().replace('Z', `${String(us - ms * 1000).padStart(3, '0')}Z`);
}
