import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { historyProjections } from '@/lib/history/projections';
import { Problem } from '@/lib/http/problem';
import { uuidv7 } from '@/lib/http/uuid';
import {
  type RunningTail,
  startTail,
  waiting,
  writeAttempts,
} from '@/lib/ledger/testing/tail-harness';
import { clearRemovedSamples } from './clear-removed';
import { loadSample } from './load-sample';
import { readSample } from './read-sample';
import { removeSample } from './remove-sample';
import { CLEARED } from './store';

const ACTOR = { actor: 'ada@example.com', actorRole: 'admin' };
const WAIT = { timeout: 60_000, interval: 100 };

let database: TestDatabase;
let tail: RunningTail;
let real: string;
beforeAll(async () => {
  database = await createTestDatabase();
  tail = startTail(database.ownerUrl, historyProjections);
  real = uuidv7();
  await database.pool.query(`INSERT INTO merchants (merchant_id, name) VALUES ($1, 'real')`, [
    real,
  ]);
  await writeAttempts(database.pool, real, 30);
});
afterAll(async () => {
  await tail.stop();
  await database.drop();
});

const load = () =>
  loadSample(database.pool, ACTOR, { reason: 'a look around', requestId: uuidv7() });
const logged = () => vi.waitFor(async () => expect(await waiting(database)).toBe(0), WAIT);

/** Rows of a merchant, by table. */
async function rowsOf(merchantId: string): Promise<Record<string, number>> {
  return await withConnection(database.ownerUrl, async (client) => {
    const counts: Record<string, number> = {};
    for (const table of CLEARED) {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE merchant_id = $1`,
        [merchantId],
      );
      counts[table] = rows[0]?.n ?? -1;
    }
    return counts;
  });
}

async function clear(): Promise<void> {
  const pool = createPool(database.ownerUrl, {
    size: 1,
    applicationName: 'sample-test',
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
  await clearRemovedSamples(pool);
  await pool.end();
}

test('it is loaded once, into a merchant of its own, and removed whole, its log too', async () => {
  const sample = await load();
  await logged();
  const first = await rowsOf(sample);
  expect(await load()).toBe(sample);
  await logged();
  expect(await rowsOf(sample)).toEqual(first);
  const before = await rowsOf(real);
  expect(before).toMatchObject({ events: 30, key_history: 30 });
  const loaded = await rowsOf(sample);
  expect(loaded.events).toBeGreaterThan(2_000);
  expect(loaded.key_history).toBeGreaterThan(1_500);
  expect(await readSample(database.pool, sample)).toMatchObject({ is_sample: true });
  expect((await readSample(database.pool, sample)).tickets).toHaveLength(3);

  await clear();
  expect(await rowsOf(sample)).toEqual(loaded);
  await removeSample(database.pool, ACTOR, sample, 'seen enough');
  await clear();
  expect(Object.values(await rowsOf(sample)).every((count) => count === 0)).toBe(true);
  expect(await rowsOf(real)).toEqual(before);
  expect(await readSample(database.pool, sample)).toMatchObject({ is_sample: false, tickets: [] });

  // What was on its way is sealed as ever, and cleared too.
  await writeAttempts(database.pool, sample, 5);
  await writeAttempts(database.pool, real, 5);
  await logged();
  expect(await rowsOf(sample)).toMatchObject({ events: 5 });
  await clear();
  expect(await rowsOf(sample)).toMatchObject({ events: 0, key_history: 0 });
  expect(await rowsOf(real)).toMatchObject({ events: 35 });

  const next = await load();
  expect(next).not.toBe(sample);
  await logged();
});

test('all who load it at once get the one company', async () => {
  await removeSample(database.pool, ACTOR, await load(), 'seen enough');
  // So that none waits for its connection.
  await Promise.all(Array.from({ length: 4 }, () => database.pool.query('SELECT pg_sleep(0.1)')));
  const [first, ...others] = await Promise.all([load(), load(), load(), load()]);
  await logged();
  expect(new Set(others)).toEqual(new Set([first]));
  expect((await rowsOf(String(first))).api_keys).toBe(1);
  await removeSample(database.pool, ACTOR, String(first), 'looked around enough');
});

test('no other merchant can be removed, whoever asks', async () => {
  const removed = removeSample(database.pool, ACTOR, real, 'by mistake');
  await expect(removed).rejects.toBeInstanceOf(Problem);
  // Whoever holds the app's login can neither remove it nor make it one that can be removed.
  const update = (what: string) =>
    database.pool.query(`UPDATE merchants SET ${what} WHERE merchant_id = $1`, [real]);
  await expect(update('removed_at = now()')).rejects.toThrow('merchants_removed');
  await expect(update('sample = true')).rejects.toThrow('permission denied');
  await clear();
  expect(await rowsOf(real)).toMatchObject({ events: 35 });
});
