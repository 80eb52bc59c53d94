import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { recordOutage } from '../tail/tail-events';
import { startTail, waiting, writeAttempts } from '../testing/tail-harness';
import { readIntegrity } from './read-integrity';

const PATIENT = { timeout: 60_000 };
const HOUR_MS = 3_600_000;

let database: TestDatabase;
const merchantId = uuidv7();
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    "INSERT INTO merchants (merchant_id, name, created_at) VALUES ($1, 'Shop', clock_timestamp())",
    [merchantId],
  );
});
afterAll(() => database.drop());

const read = (span = {}) => readIntegrity(database.pool, [merchantId], span);

test('a log that nobody moves is stopped, with what waits; then it seals, up to a signed end', async () => {
  await writeAttempts(database.pool, merchantId, 3);
  const before = await read();
  expect(before).toMatchObject({ state: 'stopped', heads: [{ size: 0, checkpoint: null }] });
  expect(Date.parse(before.heads[0]?.waiting_since ?? '')).toBeLessThanOrEqual(Date.now() + 1000);
  const tail = startTail(database.ownerUrl);
  try {
    await expect.poll(async () => (await read()).heads[0]?.checkpoint?.size, PATIENT).toBe(3);
    const [head] = (await read()).heads;
    expect(head).toMatchObject({
      merchant_id: publicId('mer', merchantId),
      name: 'Shop',
      size: 3,
      waiting_since: null,
    });
    expect(head?.checkpoint?.signed_by).toMatch(/^[0-9a-f]{64}$/);
    expect(await read()).toMatchObject({ state: 'sealing', since: null });
  } finally {
    await tail.stop();
  }
});

test('a failure of the control is told with start, end and cause, where any of it is in the span', async () => {
  const outage = { cause: 'the disk was full', startedMsAgo: 3 * HOUR_MS, endedMsAgo: HOUR_MS };
  await recordOutage(database.pool, uuidv7(), outage);
  const tail = startTail(database.ownerUrl);
  try {
    await expect.poll(() => waiting(database), PATIENT).toBe(0);
    const [failure, ...more] = (await read()).control_failures;
    expect(more).toEqual([]);
    expect(failure).toMatchObject({ control: 'audit log', cause: 'the disk was full' });
    const [startMs, endMs] = [failure?.started_at, failure?.ended_at].map((time) =>
      Date.parse(time ?? ''),
    );
    expect((endMs ?? 0) - (startMs ?? 0)).toBe(2 * HOUR_MS);
    const hours = (count: number) => new Date((startMs ?? 0) + count * HOUR_MS).toISOString();
    const within = async (from: number, to: number) =>
      (await read({ from: hours(from), to: hours(to) })).control_failures.length;
    expect(await within(1, 1.5)).toBe(1);
    expect(await within(-1, 0)).toBe(0);
    expect(await within(2.5, 5)).toBe(0);
  } finally {
    await tail.stop();
  }
});

test('where the login that takes requests could change the log, it says so', async () => {
  expect((await read()).roles_separated).toBe(true);
  const owner = createPool(database.ownerUrl, {
    size: 1,
    applicationName: 'owner',
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
  try {
    expect((await readIntegrity(owner, [merchantId], {})).roles_separated).toBe(false);
  } finally {
    await owner.end();
  }
});
