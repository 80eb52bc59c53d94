import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { TAIL_ROLE } from '@/lib/database/grants';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import type { JsonValue } from '@/lib/http/strict-json';
import { uuidOf, uuidv7 } from '@/lib/http/uuid';
import { EngineHarness } from '@/lib/idempotency/testing/engine-harness';
import { planJob } from '@/lib/operations/jobs';
import { createLog } from '@/lib/telemetry/log';
import { startMaintenance } from './start';

let database: TestDatabase;
let owner: pg.Pool;
let engine: EngineHarness;
let instances: { stop(): Promise<void> }[];

const start = () =>
  startMaintenance({
    history: null,
    ownerUrl: database.ownerUrl,
    tailRole: TAIL_ROLE,
    log: createLog('silent'),
  });

beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool(database.ownerUrl, {
    size: 2,
    applicationName: 'maintenance-test',
    statementTimeoutMs: 5000,
    lockTimeoutMs: 2000,
  });
  engine = new EngineHarness(database);
  instances = await Promise.all([start(), start()]);
});

afterAll(async () => {
  await Promise.all(instances?.map((instance) => instance.stop()) ?? []);
  await Promise.all([engine?.close(), owner?.end()]);
  await database?.drop();
});

/** As a client does: while the pool is full or the database away, the same key again. */
async function submit(body: { [member: string]: JsonValue }): Promise<string> {
  const key = randomUUID();
  return await vi.waitFor(
    async () => {
      const attemptId = uuidv7();
      const { merchantId } = engine;
      const { plan, facts } = planJob(body, { merchantId, requestId: attemptId });
      const options = { attemptId, facts, operation: 'jobs', path: '/api/v1/jobs' } as const;
      const { stored } = await engine.settle(key, body, plan, options);
      return uuidOf('job', JSON.parse(stored.body).id) ?? '';
    },
    { timeout: 20_000, interval: 100 },
  );
}

interface JobRow {
  status: string;
  runs: number;
  result: unknown;
  run_at: Date;
  started_at: Date;
}

async function jobRow(id: string): Promise<JobRow | undefined> {
  const { rows } = await owner.query<JobRow>('SELECT * FROM jobs WHERE job_id = $1', [id]);
  return rows[0];
}

const finished = (id: string) =>
  vi.waitFor(
    async () => {
      const row = await jobRow(id);
      expect(row?.status).toBe('succeeded');
      return row;
    },
    { timeout: 15_000, interval: 50 },
  );

test('each job runs once, on whatever instance, and its result is seen', async () => {
  const ids = await Promise.all(
    Array.from({ length: 60 }, (_, n) => submit({ queue: 'emails', payload: { n } })),
  );
  for (const id of ids) {
    expect(await finished(id)).toMatchObject({ runs: 1, result: { delivered_to: 'emails' } });
  }
});

test('a job for later does not run before its time', async () => {
  const run_at = new Date(Date.now() + 1500).toISOString();
  const id = await submit({ queue: 'later', payload: null, run_at });
  const row = await finished(id);
  expect(row?.started_at.getTime()).toBeGreaterThanOrEqual(Date.parse(run_at));
});

test('a job whose worker died in the middle of it runs again and has one result', async () => {
  const later = new Date(Date.now() + 60_000).toISOString();
  const id = await submit({ queue: 'emails', payload: {}, run_at: later });
  await vi.waitFor(async () => {
    const { rowCount } = await owner.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now() - interval '1 minute', attempts = 1,
         locked_at = now() - interval '1 minute', locked_by = 'pool-dead' WHERE key = $1`,
      [id],
    );
    expect(rowCount).toBe(1);
  }, 20_000);
  await owner.query(`UPDATE jobs SET status = 'running', runs = 1 WHERE job_id = $1`, [id]);
  expect(await finished(id)).toMatchObject({ runs: 2, result: { delivered_to: 'emails' } });
});

test('purging is a task of the queue, due every minute', async () => {
  await owner.query(
    `WITH m AS (INSERT INTO merchants (merchant_id, name) VALUES ($1, 'test'))
     INSERT INTO evidence VALUES ($1, $1, 'request', '{}', now())`,
    [engine.merchantId],
  );
  const { rows } = await owner.query(
    'SELECT identifier FROM graphile_worker._private_known_crontabs',
  );
  expect(rows).toEqual([{ identifier: 'purge' }]);
  await owner.query(`SELECT graphile_worker.add_job('purge', queue_name => 'purge')`);
  await vi.waitFor(async () => {
    const { rowCount } = await owner.query(`SELECT FROM evidence WHERE kept_until <= now()`);
    expect(rowCount).toBe(0);
  }, 20_000);
});

test('an instance outlives the database: what it was doing and what comes afterwards is done', async () => {
  // graphile-worker prints what it lost, besides logging it.
  vi.spyOn(console, 'trace').mockImplementation(() => undefined);
  const name = new URL(database.url).pathname.slice(1);
  const busy = await Promise.all(
    Array.from({ length: 300 }, (_, n) => submit({ queue: 'emails', payload: { n } })),
  );
  await withConnection(inject('testServer').superuserUrl, async (client) => {
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
      [name],
    );
    await sleep(1500);
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  });
  await finished(await submit({ queue: 'emails', payload: {} }));
  // What was being done is found abandoned after 20 s; here as if they had passed.
  await owner.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '1 minute'`,
  );
  for (const id of busy) expect((await finished(id))?.runs).toBeLessThanOrEqual(2);
});

test('an instance stops within a moment and the other one goes on', async () => {
  const begunMs = performance.now();
  await instances.pop()?.stop();
  // Longer than its bounds nothing is waited for.
  expect(performance.now() - begunMs).toBeLessThan(12_000);
  await finished(await submit({ queue: 'emails', payload: {} }));
});
