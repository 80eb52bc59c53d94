import { UTC } from './zone';

/** A time as a zone's clocks show it: `2026-11-30`, `10:15:30`, `UTC`. */
interface Shown {
  readonly date: string;
  readonly clock: string;
  readonly zoneName: string;
}

/**
 * An RFC 3339 time in a zone, to the millisecond, with the zone's name: `2026-11-30 10:15:30.482 UTC`.
 * Finer digits are cut, never rounded into the future.
 */
export function formatTime(time: string, zone: string): string {
  const { date, clock, zoneName } = shownIn(zone, time);
  const fraction = /\.(\d{1,3})/.exec(time)?.[1] ?? '';
  return `${date} ${clock}.${fraction.padEnd(3, '0')} ${zoneName}`;
}

/** The same without seconds: for what is planned, not measured. */
export function formatMinute(time: string, zone: string): string {
  const { date, clock, zoneName } = shownIn(zone, time);
  return `${date} ${clock.slice(0, 5)} ${zoneName}`;
}

function shownIn(zone: string, time: string): Shown {
  return zone === UTC ? shownInUtc(time) : shownElsewhere(zone, time);
}

/** Most of a page's hundreds of times: what a format does takes ten times as long. */
function shownInUtc(time: string): Shown {
  const [date = '', clock = ''] = new Date(time).toISOString().split(/[T.]/);
  return { date, clock, zoneName: UTC };
}

function shownElsewhere(zone: string, time: string): Shown {
  const named = formatOf(zone).formatToParts(new Date(time));
  const parts = Object.fromEntries(named.map(({ type, value }) => [type, value]));
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    clock: `${parts.hour}:${parts.minute}:${parts.second}`,
    zoneName: parts.timeZoneName ?? '',
  };
}

/** Kept, for making one takes fifty times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();
/** There are hundreds of zones, and a server may have readers in each. */
const FORMATS_MAX = 50;

function formatOf(zone: string): Intl.DateTimeFormat {
  const made = formats.get(zone);
  if (made) return made;
  if (formats.size >= FORMATS_MAX) formats.clear();
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}
