import type { Ticket } from './ticket';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WEEKDAY = /\b(sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satur?)(?:day)?\b/i;
const ISO_DAY = /\b(\d{4})-(\d\d)-(\d\d)\b/;
const DAY_MS = 86_400_000;

/** The day that a text names, `today`, `Tuesday` (the last one there was) or `2026-11-24`. */
export function readDay(text: string, now: Date, zone: string): Ticket | undefined {
  const today = dayOf(now, zone);
  const day = namedDay(text, today);
  if (day === undefined) return undefined;
  const filter = {
    from: startOf(day, zone).toISOString(),
    to: startOf(day + DAY_MS, zone).toISOString(),
  };
  const label = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(day);
  return { filter, facts: [label] };
}

/** Days are their midnights in UTC, whatever the zone. */
function namedDay(text: string, today: number): number | undefined {
  const iso = ISO_DAY.exec(text);
  if (iso) return realDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  if (/\btoday\b/i.test(text)) return today;
  if (/\byesterday\b/i.test(text)) return today - DAY_MS;
  const name = WEEKDAY.exec(text)?.[1]?.slice(0, 3).toLowerCase();
  if (name === undefined) return undefined;
  const back = (new Date(today).getUTCDay() - WEEKDAYS.indexOf(name) + 7) % 7;
  return today - back * DAY_MS;
}

function realDay(year: number, month: number, day: number): number | undefined {
  const at = Date.UTC(year, month - 1, day);
  return new Date(at).getUTCDate() === day ? at : undefined;
}

function dayOf(time: Date, zone: string): number {
  const wall = time.getTime() + offsetMs(time.getTime(), zone);
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

/** When a day begins in the zone; twice, as the offset may change between the two. */
function startOf(day: number, zone: string): Date {
  const guess = day - offsetMs(day, zone);
  return new Date(day - offsetMs(guess, zone));
}

function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    of('hour'),
    of('minute'),
    of('second'),
  );
  return wall - Math.floor(at / 1000) * 1000;
}
