import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '@/lib/http/uuid';
import type { LogEvent } from '@/lib/ledger/log-event';
import { boundsOf } from './blocks/candidate-ranges';
import { logEvent } from './testing/log-events';
import { keysOf, seqsOf, TestLists } from './testing/test-lists';

const START_MS = Date.UTC(2026, 2, 5, 21, 47, 13);
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const iso = (ms: number, micros = 0) =>
  `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;

let lists: TestLists;
beforeAll(async () => {
  lists = await TestLists.open();
});
afterAll(() => lists.close());

/** An event of each twenty seconds, some reported up to hours later, every seventh a person's. */
function scattered(merchantId: string, count: number): LogEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const lateMs = index % 11 === 5 ? ((index * 7919) % 170) * MINUTE_MS : 0;
    const system = index % 7 === 3;
    return logEvent({
      merchantId,
      occurredAt: iso(START_MS + index * 20 * SECOND_MS - lateMs + (index % 13), index % 1000),
      kind: system ? 'system' : 'attempt',
      outcome: system ? 'payment.read' : 'executed',
      ...(!system && { idempotencyKey: `key-${index % 450}`, operation: 'payments' }),
    });
  });
}

describe('a span of a log in which what happened came late', () => {
  const merchantId = uuidv7();
  let made: LogEvent[];
  beforeAll(async () => {
    made = await lists.log.append(scattered(merchantId, 900));
  });

  const happened = (index: number) => String(made[index]?.occurredAt);
  const hour = Math.ceil(START_MS / HOUR_MS) * HOUR_MS;
  const spans: [string, () => { from?: string; to?: string }][] = [
    ['up to an event', () => ({ to: happened(400) })],
    ['up to a late event', () => ({ to: happened(467) })],
    ['up to a full hour', () => ({ to: iso(hour + HOUR_MS) })],
    ['up to a full minute', () => ({ to: iso(hour + 17 * MINUTE_MS) })],
    ['up to the last microsecond of an hour', () => ({ to: iso(hour - 1, 999) })],
    ['from an event', () => ({ from: happened(401) })],
    ['from a late event', () => ({ from: happened(82) })],
    ['from a full hour', () => ({ from: iso(hour + 2 * HOUR_MS) })],
    ['within a minute', () => ({ from: iso(hour + 61_000), to: iso(hour + 101_000) })],
    ['within an hour', () => ({ from: happened(150), to: happened(163) })],
    ['of two hours that touch', () => ({ from: iso(hour - 90_000), to: iso(hour + 90_000) })],
    ['of many hours', () => ({ from: happened(44), to: happened(850) })],
    ['of one microsecond', () => ({ from: happened(500), to: happened(500) })],
    ['before all', () => ({ to: iso(START_MS - 10 * HOUR_MS) })],
    ['after all', () => ({ from: iso(START_MS + 10 * HOUR_MS) })],
  ];

  test.each(spans)('%s: all of its events and keys, and no others', async (_, span) => {
    const { from = '', to = '~' } = span();
    const within = (time: string | undefined) => String(time) >= from && String(time) < to;
    const expected = made.filter(({ occurredAt }) => within(occurredAt)).map(({ seq }) => seq);
    const following = { ...span(), after_seq: '0' };
    expect(seqsOf(await lists.readAll('events', merchantId, following))).toEqual(expected);
    for (const query of [{}, { operation: 'payments' }, { kind: 'system' }]) {
      const rows = await lists.readAll('events', merchantId, { ...query, ...span() });
      const fits = (event: LogEvent) =>
        within(event.occurredAt) &&
        Object.entries(query).every(([name, value]) => event[name as 'kind'] === value);
      const newest = made.filter(fits).map(({ seq }) => seq);
      expect(seqsOf(rows), JSON.stringify(query)).toEqual(newest.reverse());
    }
    for (const order of ['first', 'last'] as const) {
      const keys = new Map<string, LogEvent>();
      for (const event of made) {
        if (event.idempotencyKey === null) continue;
        if (order === 'last' || !keys.has(event.idempotencyKey)) {
          keys.set(event.idempotencyKey, event);
        }
      }
      const found = [...keys]
        .filter(([, { occurredAt }]) => within(occurredAt))
        .sort(([, one], [, other]) => other.seq - one.seq);
      const rows = await lists.readAll('keys', merchantId, { ...span(), time: `${order}_seen` });
      expect(keysOf(rows), order).toEqual(found.map(([key]) => key));
    }
  });
});

test('where a span ends within an hour, no more than a minute beside it is looked at', async () => {
  const merchantId = uuidv7();
  // One every five seconds: twelve a minute, every fourth of a person.
  const made = await lists.log.append(
    Array.from({ length: 1500 }, (_, index) =>
      logEvent({
        merchantId,
        occurredAt: iso(START_MS + index * 5 * SECOND_MS),
        kind: index % 4 ? 'attempt' : 'system',
        outcome: index % 4 ? 'executed' : 'payment.read',
      }),
    ),
  );
  const log = { first: 1, last: made.length };
  for (const [first, last] of [
    [100, 130],
    [700, 1300],
    [1, 1499],
  ] as const) {
    const [from, to] = [made[first - 1]?.occurredAt, made[last - 1]?.occurredAt];
    const bounds = await boundsOf(lists.database.pool, merchantId, { from, to }, log);
    expect(bounds.first).toBeLessThanOrEqual(first);
    expect(bounds.first).toBeGreaterThan(first - 12);
    expect(bounds.last).toBeGreaterThanOrEqual(last - 1);
    expect(bounds.last).toBeLessThan(last + 12);
  }
});
