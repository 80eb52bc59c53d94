import type { ShownEvent, ShownSample, ShownTraffic } from '@/lib/history/answers';
import { only } from '../../data/only';

/** What a report says of an attempt. */
const EVENT = [
  'id',
  'seq',
  'occurred_at',
  'outcome',
  'idempotency_key',
  'amount',
  'currency',
  'customer_reference',
] as const satisfies readonly (keyof ShownEvent)[];
export type ReportedEvent = Pick<ShownEvent, (typeof EVENT)[number]>;

/** What a report reckons with of a day. */
const DAY = ['outcomes', 'amounts', 'attempts', 'first_seq', 'last_seq'] as const;
export type ReportedDay = Pick<ShownTraffic['data'][number], (typeof DAY)[number]>;

export type ReportedSample = Pick<ShownSample, 'seed' | 'matching'> & {
  readonly data: readonly ReportedEvent[];
};

export function reportedEvents(events: readonly ShownEvent[]): ReportedEvent[] {
  return events.map((event) => only(event, EVENT));
}

export function reportedDays({ data }: ShownTraffic): ReportedDay[] {
  return data.map((day) => only(day, DAY));
}

export function reportedSample({ seed, matching, data }: ShownSample): ReportedSample {
  return { seed, matching, data: reportedEvents(data) };
}
