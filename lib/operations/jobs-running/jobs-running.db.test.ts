import { createHash, randomUUID } from 'node:crypto';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TAIL_ROLE } from '@/lib/database/grants';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { relayJobs } from './relay-jobs';
import { runJob } from './run-job';

let database: TestDatabase;
let owner: pg.Pool;
let tail: pg.Pool;
const merchantId = randomUUID();
const { signal } = new AbortController();

beforeAll(async () => {
  database = await createTestDatabase();
  const pool = (settings: Record<string, string>) =>
    createPool(database.ownerUrl, {
      size: 4,
      applicationName: 'jobs-test',
      statementTimeoutMs: 5000,
      lockTimeoutMs: 2000,
      settings,
    });
  owner = pool({});
  tail = pool({ role: TAIL_ROLE });
  await runMigrations({ pgPool: owner });
});

afterAll(async () => {
  await Promise.all([owner?.end(), tail?.end()]);
  await database?.drop();
});

async function insertJobs(count: number, payload = '{"n": 1}'): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await owner.query(
    `INSERT INTO jobs (merchant_id, job_id, request_id, queue, payload, run_at, created_at)
     SELECT $1, id, id, 'emails', $2, now(), now() FROM unnest($3::uuid[]) id`,
    [merchantId, payload, ids],
  );
  return ids;
}

async function jobRow(id: string | undefined) {
  const { rows } = await owner.query('SELECT * FROM jobs WHERE job_id = $1', [id]);
  return rows[0];
}

const task = (id: string | undefined) => ({ merchant_id: merchantId, job_id: id });

test('however many relays race, each job is handed over once, with its id as the key', async () => {
  const ids = await insertJobs(950);
  const relays = await Promise.all(Array.from({ length: 4 }, () => relayJobs(owner, signal)));
  // A relay that finds the rest held by others stops early; the next round takes what is left.
  const rest = await relayJobs(owner, signal);
  expect(relays.reduce((sum, count) => sum + count, rest)).toBe(950);
  const { rows } = await owner.query<{ key: string; revision: number }>(
    `SELECT key, revision FROM graphile_worker.jobs WHERE task_identifier = 'run_job'`,
  );
  expect(rows.map((row) => row.key).sort()).toEqual([...ids].sort());
  expect(rows.every((row) => row.revision === 0)).toBe(true);
});

test('a job that cannot be added is not marked as handed over', async () => {
  const [id] = await insertJobs(1);
  await owner.query(`ALTER TABLE graphile_worker._private_jobs
    ADD CONSTRAINT full_up CHECK (key IS DISTINCT FROM '${id}')`);
  await expect(relayJobs(owner, signal)).rejects.toThrow(/full_up/);
  expect((await jobRow(id)).handed_over_at).toBeNull();
  await owner.query('ALTER TABLE graphile_worker._private_jobs DROP CONSTRAINT full_up');
  expect(await relayJobs(owner, signal)).toBe(1);
});

test('a job that runs again after a crash, or twice at once, has one result', async () => {
  const payload = '{"to":"ä@example.com","n":1}';
  const [id] = await insertJobs(1, payload);
  await Promise.all(Array.from({ length: 4 }, () => runJob(tail, task(id), false)));
  const first = await jobRow(id);
  expect(first).toMatchObject({
    status: 'succeeded',
    result: {
      delivered_to: 'emails',
      payload_bytes: Buffer.byteLength(payload),
      payload_sha256: createHash('sha256').update(payload).digest('hex'),
    },
  });
  await runJob(tail, task(id), false);
  expect(await jobRow(id)).toEqual(first);
});

test('a failure is tried again, and on the last attempt it is the result', async () => {
  await owner.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no delivery today'; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON jobs
      FOR EACH ROW WHEN (new.status = 'succeeded') EXECUTE FUNCTION refuse()`);
  const [id] = await insertJobs(1);
  await expect(runJob(tail, task(id), false)).rejects.toThrow('no delivery today');
  expect(await jobRow(id)).toMatchObject({ status: 'running', runs: 1, result: null });
  await expect(runJob(tail, task(id), true)).rejects.toThrow('no delivery today');
  expect(await jobRow(id)).toMatchObject({
    status: 'failed',
    runs: 2,
    result: { error: 'no delivery today' },
  });
  await owner.query('DROP FUNCTION refuse CASCADE');
  await runJob(tail, task(id), false);
  expect((await jobRow(id)).status).toBe('failed');
});
