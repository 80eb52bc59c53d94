import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { Cursors } from '@/lib/http/cursor';
import { uuidv7 } from '@/lib/http/uuid';
import type { LogEvent } from '@/lib/ledger/log-event';
import { trafficQuery } from '../contract';
import { logEvent } from '../testing/log-events';
import { TestLog } from '../testing/test-log';
import { LATENCY_BUCKETS, latencyBucket, latencyPercentiles } from './latency';
import { readTrafficSteps } from './read-traffic';

const START_MS = Date.UTC(2026, 4, 3, 22, 57, 30);
const HOUR_MS = 3_600_000;
/** Two days and more, three minutes apart, with a night in which nothing came. */
const EVENTS = 1100;
const EVERY_MS = 190_000;
const NIGHT = [400, 520] as const;
/** Buckets at both ends, and in between. */
const LATENCIES_US = [31, 900, 70_000, 900, null, 60_000_000, 900];

const merchantId = uuidv7();
let database: TestDatabase;
let log: TestLog;
let made: LogEvent[];
beforeAll(async () => {
  database = await createTestDatabase();
  log = await TestLog.open(database);
  const events = Array.from({ length: EVENTS }, (_, index) =>
    logEvent({
      merchantId,
      outcome: index % 9 === 4 ? 'response_undelivered' : index % 3 ? 'executed' : 'replayed',
      operation: 'payments',
      occurredAt: new Date(START_MS + index * EVERY_MS).toISOString(),
      amount: 100 + index,
      currency: index % 2 ? 'EUR' : 'USD',
      latencyUs: LATENCIES_US[index % LATENCIES_US.length] ?? null,
    }),
  );
  made = [];
  // In batches that begin anywhere in a minute and an hour.
  for (let at = 0; at < EVENTS; at += 130) {
    const batch = events.slice(at, at + 130).filter((_, index) => !isNight(at + index));
    made.push(...(await log.append(batch)));
  }
});
afterAll(async () => {
  await log?.close();
  await database?.drop();
});

function isNight(index: number): boolean {
  return index >= NIGHT[0] && index < NIGHT[1];
}

async function read(query: Record<string, string>) {
  const reader = { workPool: database.pool, cursors: new Cursors('a secret of the tests') };
  const { body } = await readTrafficSteps(reader, merchantId, trafficQuery.parse(query));
  return JSON.parse(String(body));
}

/** What is told of these events. */
function told(events: readonly LogEvent[]) {
  const outcomes: Record<string, number> = {};
  const sums: Record<string, Record<string, number>> = { executed: {}, replayed: {} };
  for (const { outcome, currency, amount } of events) {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const sum = sums[outcome];
    if (sum && currency) sum[currency] = (sum[currency] ?? 0) + Number(amount);
  }
  const counts = new Array<number>(LATENCY_BUCKETS).fill(0);
  for (const { latencyUs } of events) {
    if (latencyUs === null) continue;
    const bucket = latencyBucket(latencyUs);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return {
    attempts: events.filter(({ outcome }) => outcome !== 'response_undelivered').length,
    outcomes,
    amounts: sums.executed,
    prevented: sums.replayed,
    latency_ms: latencyPercentiles(counts),
    first_seq: events[0]?.seq ?? null,
    last_seq: events.at(-1)?.seq ?? null,
  };
}

test.each([
  ['PT1M', 60_000, 20 * HOUR_MS, 24 * HOUR_MS],
  ['PT1M', 60_000, 20.1 * HOUR_MS, 0.3 * HOUR_MS],
  ['PT1M', 60_000, 20.1 * HOUR_MS, 1.2 * HOUR_MS],
  ['PT5M', 300_000, 0, 70 * HOUR_MS],
  ['PT15M', 900_000, 10 * HOUR_MS, 50 * HOUR_MS],
  ['PT1H', HOUR_MS, -10 * HOUR_MS, 200 * HOUR_MS],
  ['P1D', 24 * HOUR_MS, -30 * HOUR_MS, 300 * HOUR_MS],
])('by %s every step, and all together, is what happened in it', async (step, ms, later, lasts) => {
  const firstMs = Math.floor((START_MS + later) / ms) * ms;
  const count = Math.ceil((START_MS + later + lasts - firstMs) / ms);
  const of = (fromMs: number, toMs: number) =>
    made.filter(({ occurredAt }) => {
      const at = Date.parse(occurredAt);
      return at >= fromMs && at < toMs;
    });
  const traffic = await read({
    step,
    from: new Date(START_MS + later).toISOString(),
    to: new Date(START_MS + later + lasts).toISOString(),
  });
  const expected = Array.from({ length: count }, (_, index) => {
    const atMs = firstMs + index * ms;
    return { at: new Date(atMs).toISOString(), ...told(of(atMs, atMs + ms)) };
  });
  expect(expected.some(({ attempts }) => attempts === 0)).toBe(true);
  expect(traffic.data).toEqual(expected);
  expect(traffic.total).toEqual(told(of(firstMs, firstMs + count * ms)));
});

test('rows that have not kept what they are shown as, or kept it before more came, are shown alike', async () => {
  const day = new Date(START_MS + 12 * HOUR_MS).toISOString().slice(0, 10);
  const asked = { step: 'PT1M', from: `${day}T00:10:00Z`, to: `${day}T23:50:00Z` };
  const { as_of: _, ...kept } = await read(asked);
  await withConnection(database.ownerUrl, (client) =>
    client.query(`UPDATE traffic SET shown = CASE WHEN extract(minute FROM bucket) < 30
      THEN '{"attempts":7,"last_seq":' || last_seq - 1 || '}' END WHERE extract(minute FROM bucket) < 45`),
  );
  const { as_of: __, ...made } = await read(asked);
  expect(made).toEqual(kept);
});

test('of no time there is no traffic', async () => {
  const at = new Date(START_MS + 30_000).toISOString();
  const traffic = await read({ step: 'PT1M', from: at, to: at });
  expect(traffic).toMatchObject({ data: [], total: { attempts: 0, first_seq: null } });
});
