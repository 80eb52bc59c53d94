import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { EngineHarness, payment } from './testing/engine-harness';

let database: TestDatabase;
/** Of the owner's login, who may do what a purge does. */
let owner: pg.Pool;
let one: EngineHarness;
let other: EngineHarness;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool(database.ownerUrl, {
    size: 2,
    applicationName: 'claim-batch-test',
    statementTimeoutMs: 5000,
    lockTimeoutMs: 2000,
  });
  one = new EngineHarness(database);
  other = new EngineHarness(database, one.merchantId, one.policies);
});

afterAll(async () => {
  await Promise.all([one?.close(), other?.close(), owner?.end()]);
  await database?.drop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function eventsOf(key: string) {
  const { rows } = await database.pool.query<{ outcome: string; generation: number }>(
    `SELECT outcome, generation FROM outbox WHERE record->>'idempotency_key' = $1
     ORDER BY occurred_at, event_id`,
    [key],
  );
  return rows.map(({ outcome, generation }) => `${outcome} ${generation}`);
}

async function expire(key: string): Promise<void> {
  await owner.query(
    `UPDATE idempotency_keys SET expires_at = now() - interval '1 second'
     WHERE idempotency_key = $1`,
    [key],
  );
}

async function tombstone(key: string, generation: number): Promise<void> {
  await owner.query(
    `INSERT INTO key_tombstones VALUES ($1, sha256(convert_to($2, 'UTF8')), $3, now())`,
    [one.merchantId, key, generation],
  );
}

/** Changes that another transaction makes to a key, committed while a claim waits for its lock. */
async function meanwhile(
  statements: readonly string[],
  key: string,
  claim: () => Promise<unknown>,
) {
  const elsewhere = await owner.connect();
  try {
    await elsewhere.query('BEGIN');
    for (const text of statements) await elsewhere.query(text, [one.merchantId, key]);
    const claiming = claim();
    // The claim's snapshot is taken; it waits.
    await pause(40);
    await elsewhere.query('COMMIT');
    return await claiming;
  } finally {
    elsewhere.release();
  }
}

test('new, live, expired and buried keys of one batch each get their own end', async () => {
  const [fresh, live, expired, buried] = Array.from({ length: 4 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
  ];
  await other.pay(live, payment());
  await other.pay(expired, payment());
  await expire(expired);
  await tombstone(buried, 4);
  const settled = await Promise.all(
    [fresh, live, expired, buried].map((key) => one.pay(key, payment())),
  );
  expect(settled.map(({ kind, stored }) => `${kind} ${stored.generation}`)).toEqual([
    'executed 1',
    'replayed 1',
    'executed 2',
    'executed 5',
  ]);
  expect(await eventsOf(fresh)).toEqual(['executed 1']);
  expect(await eventsOf(live)).toEqual(['executed 1', 'replayed 1']);
  expect(await eventsOf(expired)).toEqual(['executed 1', 'reused_after_expiry 2']);
  expect(await eventsOf(buried)).toEqual(['reused_after_expiry 5']);
});

test('rows of one batch under different retentions keep their own expiry', async () => {
  const policies = ['PT1H', 'indefinite', 'P1M', 'PT1H'];
  const settled = [];
  for (const retention of policies) {
    one.change({ retention });
    settled.push(one.pay(randomUUID(), payment()));
  }
  const answers = (await Promise.all(settled)).map(({ stored }) => stored);
  for (const [index, { createdAt, expiresAt }] of answers.entries()) {
    const { rows } = await database.pool.query<{ expected: string | null }>(
      `SELECT CASE WHEN $2 <> 'indefinite' THEN to_char(($1::timestamptz + $2::interval)
         AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END AS expected`,
      [createdAt, policies[index]],
    );
    expect(expiresAt).toBe(rows[0]?.expected);
  }
});

test('a row that the database refuses fails alone; the rest of its batch is paid', async () => {
  const keys = Array.from({ length: 10 }, () => randomUUID());
  const settled = await Promise.allSettled(
    keys.map((key, index) =>
      one.pay(key, { ...payment(), ...(index === 3 && { description: 'a\0b' }) }),
    ),
  );
  expect(settled.map(({ status }) => status)).toEqual(
    keys.map((_, index) => (index === 3 ? 'rejected' : 'fulfilled')),
  );
  expect(await eventsOf(keys[3] as string)).toEqual([]);
  expect(await eventsOf(keys[4] as string)).toEqual(['executed 1']);
});

test('a key purged after the snapshot runs as the next generation all the same', async () => {
  const key = randomUUID();
  await other.pay(key, payment());
  await expire(key);
  const purge = [
    'DELETE FROM idempotency_keys WHERE merchant_id = $1 AND idempotency_key = $2',
    `INSERT INTO key_tombstones VALUES ($1, sha256(convert_to($2, 'UTF8')), 1, now())`,
  ];
  const settled = await meanwhile(purge, key, () => one.pay(key, payment()));
  expect(settled).toMatchObject({ kind: 'executed', stored: { generation: 2 } });
});

test('no generation is given twice: one that came and went after the snapshot is counted', async () => {
  const key = randomUUID();
  await other.pay(key, payment());
  await expire(key);
  const reuse = [
    `UPDATE idempotency_keys SET generation = 2, executor_id = gen_random_uuid()
     WHERE merchant_id = $1 AND idempotency_key = $2`,
  ];
  const settled = await meanwhile(reuse, key, () => one.pay(key, payment()));
  expect(settled).toMatchObject({ kind: 'executed', stored: { generation: 3 } });
});
