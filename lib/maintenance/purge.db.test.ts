import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TAIL_ROLE } from '@/lib/database/grants';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { Problem } from '@/lib/http/problem';
import { countBy, EngineHarness, payment } from '@/lib/idempotency/testing/engine-harness';
import { purge } from './purge';
import { readTableSizes } from './table-sizes';

let database: TestDatabase;
let owner: pg.Pool;
let tail: pg.Pool;
let one: EngineHarness;
let other: EngineHarness;
const { signal } = new AbortController();

beforeAll(async () => {
  database = await createTestDatabase();
  const pool = (settings: Record<string, string>) =>
    createPool(database.ownerUrl, {
      size: 4,
      applicationName: 'purge-test',
      statementTimeoutMs: 5000,
      lockTimeoutMs: 2000,
      settings,
    });
  owner = pool({});
  tail = pool({ role: TAIL_ROLE });
  one = new EngineHarness(database);
  other = new EngineHarness(database, one.merchantId, one.policies);
  await owner.query(`INSERT INTO merchants (merchant_id, name) VALUES ($1, 'test')`, [
    one.merchantId,
  ]);
});

afterEach(async () => {
  await owner.query('DELETE FROM idempotency_keys');
  await owner.query('DELETE FROM key_tombstones');
  await owner.query('DELETE FROM evidence');
});

afterAll(async () => {
  await Promise.all([one?.close(), other?.close(), owner?.end(), tail?.end()]);
  await database?.drop();
});

const purgeAll = () => purge(tail, { tableMs: 10_000, signal });

/** As if all keys had been made that much earlier. */
async function age(interval: string): Promise<void> {
  await owner.query(
    'UPDATE idempotency_keys SET created_at = created_at - $1::interval, expires_at = expires_at - $1::interval',
    [interval],
  );
}

async function count(table: string): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(`SELECT count(*)::int FROM ${table}`);
  return rows[0]?.count ?? 0;
}

/** Keys that expired two hours ago, without the engine. */
async function expiredKeys(rows: number): Promise<void> {
  await owner.query(
    `INSERT INTO idempotency_keys
     SELECT $1, 'bulk-' || n, 1, 'payments', 0, '\\x00', gen_random_uuid(), 201, 'application/json',
       NULL, '{}', now() - interval '1 day', now() - interval '2 hours', 'P13M'
     FROM generate_series(1, $2::integer) n`,
    [one.merchantId, rows],
  );
}

test('a key that expired long ago leaves a tombstone and its answer, and runs again as the next generation', async () => {
  const key = randomUUID();
  const first = await one.pay(key, payment());
  await age('25 hours 1 minute');
  expect(await purgeAll()).toEqual({ purged: 1, done: true });
  expect(await count('idempotency_keys')).toBe(0);
  const { rows: tombstones } = await owner.query(
    `SELECT generation FROM key_tombstones
     WHERE key_hash = sha256(convert_to($1, 'UTF8')) AND expired_at < now() - interval '1 hour'`,
    [key],
  );
  expect(tombstones).toEqual([{ generation: 1 }]);
  const { rows: kept } = await owner.query(
    `SELECT body FROM evidence WHERE event_id = $1 AND part = 'response'
     AND kept_until > now() + interval '12 months'`,
    [first.stored.executorId],
  );
  expect(kept).toEqual([{ body: first.stored.body }]);

  const second = await other.pay(key, payment());
  expect([second.kind, second.stored.generation]).toEqual(['executed', 2]);
  const { rows: events } = await owner.query(
    `SELECT outcome, generation FROM outbox WHERE record->>'idempotency_key' = $1 ORDER BY occurred_at`,
    [key],
  );
  expect(events).toEqual([
    { outcome: 'executed', generation: 1 },
    { outcome: 'reused_after_expiry', generation: 2 },
  ]);
  await age('26 hours');
  await purgeAll();
  expect((await one.pay(key, payment())).stored.generation).toBe(3);
});

test('a key that lives, never expires or expired within the hour is not purged', async () => {
  await one.pay(randomUUID(), payment());
  await age('24 hours 59 minutes');
  await one.pay(randomUUID(), payment());
  one.change({ retention: 'indefinite' });
  await one.pay(randomUUID(), payment());
  one.change({});
  expect((await purgeAll()).purged).toBe(0);
  expect(await count('idempotency_keys')).toBe(3);
});

test('with an evidence retention of PT0S the purge keeps no answer', async () => {
  one.change({ evidenceRetention: 'PT0S' });
  await one.pay(randomUUID(), payment());
  one.change({});
  await age('25 hours 1 minute');
  await purgeAll();
  expect([await count('key_tombstones'), await count('evidence')]).toEqual([1, 0]);
});

test('evidence goes when its time is up, and tombstones after 13 months', async () => {
  const insert = (until: string, expired: string) =>
    owner.query(
      `WITH e AS (INSERT INTO evidence VALUES ($1, $2, 'request', '{}', now() + $3::interval))
       INSERT INTO key_tombstones VALUES ($1, sha256($4), 1, now() - $5::interval)`,
      [one.merchantId, randomUUID(), until, randomUUID(), expired],
    );
  await insert('-1 second', '13 months 1 day');
  await insert('1 minute', '12 months');
  expect((await purgeAll()).purged).toBe(2);
  expect([await count('evidence'), await count('key_tombstones')]).toEqual([1, 1]);
});

test('no statement deletes more than 500 rows, and a purge ends when its time is up', async () => {
  await expiredKeys(1700);
  await owner.query(`
    CREATE TABLE deletions (rows integer);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      $$ BEGIN INSERT INTO public.deletions SELECT count(*) FROM gone; RETURN NULL; END $$;
    CREATE TRIGGER note AFTER DELETE ON idempotency_keys
      REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note()`);
  expect(await purge(tail, { tableMs: 0, signal })).toEqual({ purged: 0, done: false });
  expect(await purgeAll()).toEqual({ purged: 1700, done: true });
  const { rows } = await owner.query('SELECT rows FROM deletions ORDER BY rows');
  expect(rows.map((row) => row.rows)).toEqual([200, 500, 500, 500]);
  await owner.query('DROP FUNCTION note CASCADE; DROP TABLE deletions');
});

test('purges at once share the work: each key has one tombstone', async () => {
  await expiredKeys(3000);
  const reports = await Promise.all([purgeAll(), purgeAll(), purgeAll()]);
  expect(reports.reduce((sum, { purged }) => sum + purged, 0)).toBe(3000);
  expect(await count('key_tombstones')).toBe(3000);
});

test('however reuse and purges race, no generation of a key repeats or is left out', async () => {
  const seed = randomInt(2 ** 31);
  const random = mulberry32(seed);
  const keys = Array.from({ length: 40 }, () => randomUUID());
  one.change({ retention: 'PT1S' });
  const startedAtMs = performance.now();
  const purged = [0, 0];
  // At least so long, and until both purges had enough to do.
  const goesOn = () => {
    const ranMs = performance.now() - startedAtMs;
    return ranMs < 3000 || (Math.min(...purged) <= 50 && ranMs < 30_000);
  };
  const paying = [one, other, one, other].map(async (engine) => {
    while (goesOn()) {
      const key = keys[Math.floor(random() * keys.length)] ?? '';
      // Refused means that nothing was executed: a client retries with the same key.
      await engine.pay(key, payment()).catch(refusedOnly);
    }
  });
  const ageing = (async () => {
    while (goesOn()) {
      // Half of them, so that some are purged while others run again; none that a statement which
      // began before it could still be about to insert.
      await owner.query(
        `UPDATE idempotency_keys SET expires_at = expires_at - interval '2 hours'
         WHERE random() < 0.5 AND created_at < now() - interval '300 milliseconds'`,
      );
      await sleep(random() * 10);
    }
  })();
  const purging = purged.map(async (_, index) => {
    while (goesOn()) {
      const report = await purgeAll();
      purged[index] = (purged[index] ?? 0) + report.purged;
    }
  });
  await Promise.all([...purging, ageing, ...paying]);
  one.change({});
  expect(Math.min(...purged), `seed ${seed}`).toBeGreaterThan(50);

  const { rows } = await owner.query<{ key: string; generations: number[] }>(
    `SELECT record->>'idempotency_key' AS key, array_agg(generation ORDER BY generation) AS generations
     FROM outbox WHERE outcome IN ('executed', 'reused_after_expiry')
       AND record->>'idempotency_key' = ANY ($1) GROUP BY 1`,
    [keys],
  );
  expect(rows.length).toBe(keys.length);
  for (const { generations } of rows) {
    expect(generations, `seed ${seed}`).toEqual(generations.map((_, index) => index + 1));
  }
  const payments = await owner.query<{ request_id: string }>('SELECT request_id FROM payments');
  expect(Object.values(countBy(payments.rows, (row) => row.request_id))).not.toContain(2);
}, 90_000);

test('the sizes tell estimated rows, bytes and what is due, as the app may see it', async () => {
  await expiredKeys(1200);
  await owner.query('ANALYZE idempotency_keys');
  const sizes = new Map((await readTableSizes(database.pool)).map((size) => [size.table, size]));
  expect(sizes.get('idempotency_keys')).toMatchObject({ rows: 1200, due: 1200 });
  expect(sizes.get('idempotency_keys')?.bytes).toBeGreaterThan(100_000);
  expect(sizes.get('evidence')?.due).toBe(0);
  expect(sizes.get('payments')?.due).toBeNull();
});

function refusedOnly(error: unknown): void {
  if (!(error instanceof Problem && error.slug === 'unavailable')) throw error;
}

/** A small seeded generator, so that a failure can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('ids of observations go after 13 months, younger ones stay', async () => {
  await owner.query(
    `INSERT INTO observation_ids (merchant_id, id_hash, taken_at)
     SELECT $1, sha256(age::text::bytea), now() - age
     FROM unnest(ARRAY['13 months 1 hour', '12 months', '0']::interval[]) AS age`,
    [one.merchantId],
  );
  expect(await purge(tail, { tableMs: 5000, signal })).toMatchObject({ purged: 1, done: true });
  expect((await owner.query('SELECT FROM observation_ids')).rowCount).toBe(2);
});
