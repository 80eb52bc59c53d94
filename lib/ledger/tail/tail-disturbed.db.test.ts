import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { SYSTEM_STREAM } from '../journal';
import { auditStream } from '../testing/audit-stream';
import { DisturbedConnection } from '../testing/disturbed-connection';
import { startTail, waiting, writeAttempts } from '../testing/tail-harness';
import { acquireLease, LeaseLost, runLeased } from './lease';
import { openTailPool } from './open-pool';

const PATIENT_MS = 30_000;

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'onceover-disturbed-'));
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function untilMoved(): Promise<void> {
  await expect.poll(() => waiting(database), { timeout: PATIENT_MS }).toBe(0);
}

/** As if the time of an owner that is gone had passed. */
async function expireLease(): Promise<void> {
  await withConnection(database.ownerUrl, (client) =>
    client.query('UPDATE ledger_lease SET expires_at = clock_timestamp()'),
  );
}

/** The notes outside the database; a line that is being written is none yet. */
function published(): string[] {
  const folder = path.join(dataDir, 'checkpoints');
  return readdirSync(folder).flatMap((file) => {
    const lines = readFileSync(path.join(folder, file), 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => String(JSON.parse(line).note));
  });
}

async function committed(): Promise<string[]> {
  const { rows } = await database.pool.query<{ note: string }>('SELECT note FROM checkpoints');
  return rows.map(({ note }) => note);
}

/** Expects the log to be whole, and nothing published that it does not have. */
async function expectWhole(merchantId: string, ids: readonly string[]): Promise<void> {
  const events = await auditStream(database.pool, merchantId);
  expect(events.map(({ event }) => event.eventId).sort()).toEqual([...ids].sort());
  await auditStream(database.pool, SYSTEM_STREAM);
  const notes = new Set(await committed());
  for (const note of published()) expect(notes).toContain(note);
}

describe('a tail that is killed between two steps leaves no gap, no fork and nothing twice', () => {
  const merchantId = uuidv7();
  const ids: string[] = [];
  const steps = Array.from({ length: 16 }, (_, index) => index);

  test.each(steps)('before message %i of a batch', async (step) => {
    ids.push(...(await writeAttempts(database.pool, merchantId, 40)));
    const connection = await DisturbedConnection.open(database.ownerUrl, {
      kind: 'kill',
      atChunk: (_, index) => index >= step,
    });
    const killed = startTail(connection.url, [], dataDir);
    await expect.poll(() => connection.happened, { timeout: PATIENT_MS }).toBe(true);
    await killed.stop();
    await connection.close();
    await expireLease();
    const next = startTail(database.ownerUrl, [], dataDir);
    await untilMoved();
    await next.stop();
    await expectWhole(merchantId, ids);
  });

  test('and what was committed is published in the end', async () => {
    expect(published().sort()).toEqual((await committed()).sort());
  });
});

test('after a commit whose answer is lost it goes on from what the database has', async () => {
  const merchantId = uuidv7();
  const ids = await writeAttempts(database.pool, merchantId, 50);
  const connection = await DisturbedConnection.open(database.ownerUrl, {
    kind: 'lose-answer',
    atChunk: (chunk) => chunk.includes('COMMIT') && chunk.includes('renewed'),
  });
  const tail = startTail(connection.url, [], dataDir);
  await expect.poll(() => connection.happened, { timeout: PATIENT_MS }).toBe(true);
  ids.push(...(await writeAttempts(database.pool, merchantId, 50)));
  await untilMoved();
  await tail.stop();
  await connection.close();
  expect(tail.reports.some(({ failure }) => failure !== null)).toBe(true);
  await expectWhole(merchantId, ids);
});

test('a paused owner is taken over, and what it commits late is refused', async () => {
  const merchantId = uuidv7();
  const ids = await writeAttempts(database.pool, merchantId, 50);
  const connection = await DisturbedConnection.open(database.ownerUrl, {
    kind: 'pause',
    atChunk: (chunk) => chunk.includes('COMMIT') && chunk.includes('renewed'),
  });
  const paused = startTail(connection.url, [], dataDir);
  await expect.poll(() => connection.happened, { timeout: PATIENT_MS }).toBe(true);
  const next = startTail(database.ownerUrl, [], dataDir);
  await untilMoved();
  await expectWhole(merchantId, ids);
  connection.resume();
  ids.push(...(await writeAttempts(database.pool, merchantId, 50)));
  await untilMoved();
  await expect
    .poll(() => paused.reports.some(({ failure }) => failure !== null), { timeout: PATIENT_MS })
    .toBe(true);
  await Promise.all([paused.stop(), next.stop()]);
  await connection.close();
  await expectWhole(merchantId, ids);
  const { rows } = await database.pool.query(
    `SELECT subject, detail->'before'->>'owner_id' AS before FROM events
     WHERE action = 'audit.tail.taken_over' AND subject = $1`,
    [next.ownerId],
  );
  expect(rows).toEqual([{ subject: next.ownerId, before: paused.ownerId }]);
});

test('whose lease has another owner, or is expired, commits nothing', async () => {
  await expireLease();
  const pool = openTailPool(database.ownerUrl, 'onceover_tail', () => undefined);
  const insert = (run: string) => (transaction: Parameters<Parameters<typeof runLeased>[2]>[0]) =>
    transaction.query({
      name: `insert-${run}`,
      text: `INSERT INTO outbox VALUES ($1, $2, clock_timestamp(), 'x', NULL, '{}')`,
      values: [uuidv7(), uuidv7()],
    });
  const [one, two] = [uuidv7(), uuidv7()];
  const lease = await acquireLease(pool, one);
  if (!lease) throw new Error('the lease is not free');
  expect(await acquireLease(pool, two)).toBeUndefined();
  await expireLease();
  await expect(runLeased(pool, lease, async (t) => void (await insert('a')(t)))).rejects.toThrow(
    LeaseLost,
  );
  const other = await acquireLease(pool, two);
  expect(other?.token).toBe(lease.token + 1);
  await expect(runLeased(pool, lease, async (t) => void (await insert('b')(t)))).rejects.toThrow(
    LeaseLost,
  );
  expect(await waiting(database)).toBe(0);
  // Its own earlier token is as good as nobody's.
  const again = await acquireLease(pool, two);
  if (!other || !again) throw new Error('an owner may take its lease again');
  await expect(runLeased(pool, other, async (t) => void (await insert('c')(t)))).rejects.toThrow(
    LeaseLost,
  );
  await runLeased(pool, again, async (t) => void (await insert('d')(t)));
  expect(await waiting(database)).toBe(1);
  await pool.end();
  await expireLease();
});
