import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { countBy, EngineHarness, payment } from './testing/engine-harness';

let database: TestDatabase;
let one: EngineHarness;
let other: EngineHarness;

beforeAll(async () => {
  database = await createTestDatabase();
  one = new EngineHarness(database);
  other = new EngineHarness(database, one.merchantId, one.policies);
});

afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await database?.drop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function outcomesOf(key: string) {
  const { rows } = await database.pool.query<{ outcome: string; generation: number }>(
    `SELECT outcome, generation FROM outbox WHERE record->>'idempotency_key' = $1`,
    [key],
  );
  return countBy(rows, ({ outcome, generation }) => `${outcome} ${generation}`);
}

test('a key past its retention runs again once, as the next generation, on whatever instance', async () => {
  one.change({ retention: 'PT5S' });
  const key = randomUUID();
  const first = await one.pay(key, payment());
  expect((await other.pay(key, payment())).kind).toBe('replayed');
  await pause(5100);
  const settled = await Promise.all(
    Array.from({ length: 200 }, (_, index) => (index % 2 ? one : other).pay(key, payment())),
  );
  expect(countBy(settled, ({ kind }) => kind)).toEqual({ executed: 1, replayed: 199 });
  expect(new Set(settled.map(({ stored }) => stored.generation))).toEqual(new Set([2]));
  expect(settled[0]?.stored.body).not.toBe(first.stored.body);
  expect(await outcomesOf(key)).toEqual({
    'executed 1': 1,
    'replayed 1': 1,
    'reused_after_expiry 2': 1,
    'replayed 2': 199,
  });
});

test('the answer of an earlier generation is kept as evidence when its key runs again', async () => {
  one.change({ retention: 'PT1S' });
  const key = randomUUID();
  const first = await one.pay(key, payment());
  await pause(1100);
  await other.pay(key, payment());
  const { rows } = await database.pool.query<{ body: string }>(
    `SELECT body FROM evidence WHERE event_id = $1 AND part = 'response'`,
    [first.stored.executorId],
  );
  expect(rows).toEqual([{ body: first.stored.body }]);
});

test('with an evidence retention of PT0S no body is kept, and a conflict is still told', async () => {
  one.change({ evidenceRetention: 'PT0S' });
  const key = randomUUID();
  await one.pay(key, payment());
  expect((await other.pay(key, payment(1))).kind).toBe('conflict');
  const { rows } = await database.pool.query(
    `SELECT o.record->>'changed_pointers' AS pointers, e.body FROM outbox o
     LEFT JOIN evidence e ON e.merchant_id = o.merchant_id AND e.event_id = o.event_id
     WHERE o.record->>'idempotency_key' = $1`,
    [key],
  );
  expect(rows).toEqual([
    { pointers: null, body: null },
    { pointers: null, body: null },
  ]);
});

test('an indefinite key never expires', async () => {
  one.change({ retention: 'indefinite' });
  const settled = await one.pay(randomUUID(), payment());
  expect(settled.stored.expiresAt).toBeNull();
});

test('a retry is judged under the policy version of its first request', async () => {
  one.change({ ignoredMembers: ['/timestamp'] });
  const key = randomUUID();
  const at = (timestamp: string) => ({ ...payment(), timestamp });
  await one.pay(key, at('2026-01-01T00:00:00Z'));
  one.change({ ignoredMembers: [] });
  expect((await other.pay(key, at('2026-01-02T00:00:00Z'))).kind).toBe('replayed');
  const strict = randomUUID();
  await one.pay(strict, at('2026-01-01T00:00:00Z'));
  one.change({ ignoredMembers: ['/timestamp'] });
  expect((await other.pay(strict, at('2026-01-02T00:00:00Z'))).kind).toBe('conflict');
});

test('a policy change never moves the expiry of a key that exists', async () => {
  one.change({ retention: 'PT1H' });
  const key = randomUUID();
  const first = await one.pay(key, payment());
  one.change({ retention: 'P30D' });
  const replay = await other.pay(key, payment());
  expect(replay.stored.expiresAt).toBe(first.stored.expiresAt);
});
