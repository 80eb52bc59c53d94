import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { SYSTEM_STREAM } from '../journal';
import { auditStream } from '../testing/audit-stream';
import { startTail, waiting, writeAttempts } from '../testing/tail-harness';

const MOVED_MS = 20_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function untilMoved(): Promise<void> {
  await expect.poll(() => waiting(database), { timeout: MOVED_MS }).toBe(0);
}

test('several writers, two tails that compete: gap-free, each event exactly once', async () => {
  const merchants = [uuidv7(), uuidv7(), uuidv7()];
  const tails = [startTail(database.ownerUrl), startTail(database.ownerUrl)];
  const ids = await Promise.all(
    merchants.map(async (merchantId) => {
      const written: string[] = [];
      for (let round = 0; round < 15; round += 1) {
        written.push(...(await writeAttempts(database.pool, merchantId, 1 + ((round * 7) % 40))));
      }
      return written;
    }),
  );
  await untilMoved();
  await Promise.all(tails.map((tail) => tail.stop()));
  for (const [index, merchantId] of merchants.entries()) {
    const events = await auditStream(database.pool, merchantId);
    expect(events.map(({ event }) => event.eventId).sort()).toEqual(ids[index]?.sort());
  }
});

test('an attempt that is told its outcome is unknown, but is in the log already, gets no second event', async () => {
  const merchantId = uuidv7();
  const [eventId] = await writeAttempts(database.pool, merchantId, 1);
  const tail = startTail(database.ownerUrl);
  await untilMoved();
  // The acknowledgement was lost: its journal speaks of the same attempt, and of one that is new.
  const unknownId = uuidv7();
  await database.pool.query(
    `INSERT INTO outbox SELECT $1, id, clock_timestamp(), 'outcome_unknown', NULL, '{"kind":"attempt"}'
     FROM unnest($2::uuid[]) AS id`,
    [merchantId, [eventId, unknownId]],
  );
  await untilMoved();
  await tail.stop();
  const events = await auditStream(database.pool, merchantId);
  expect(events.map(({ event }) => [event.eventId, event.outcome])).toEqual([
    [eventId, 'executed'],
    [unknownId, 'outcome_unknown'],
  ]);
});

const asOwner = (statement: string) =>
  withConnection(database.ownerUrl, (client) => client.query(statement));

test('a row that the log takes in no other form is kept as text, and holds nobody up', async () => {
  await asOwner(
    "ALTER TABLE events ADD CONSTRAINT poison CHECK (customer_reference <> 'poison') NOT VALID",
  );
  const merchantId = uuidv7();
  const ids = await writeAttempts(database.pool, merchantId, 20);
  const poison = { kind: 'attempt', customer_reference: 'poison', note: 'läßt sich lesen' };
  const eventId = uuidv7();
  await database.pool.query(
    "INSERT INTO outbox VALUES ($1, $2, clock_timestamp(), 'executed', 1, $3)",
    [merchantId, eventId, JSON.stringify(poison)],
  );
  ids.push(eventId, ...(await writeAttempts(database.pool, merchantId, 20)));
  const tail = startTail(database.ownerUrl);
  await untilMoved();
  await tail.stop();
  await asOwner('ALTER TABLE events DROP CONSTRAINT poison');
  const events = await auditStream(database.pool, merchantId);
  expect(events.map(({ event }) => event.eventId)).toEqual(ids);
  const kept = events.find(({ event }) => event.eventId === eventId)?.event;
  expect(JSON.parse(String(kept?.detail.unmapped_record))).toEqual(poison);
});

test('a log that fails says so at once, and in the log with start, end and cause', async () => {
  const tail = startTail(database.ownerUrl);
  await expect
    .poll(() => tail.reports.some(({ owner }) => owner), { timeout: MOVED_MS })
    .toBe(true);
  await asOwner('REVOKE INSERT ON events FROM onceover_tail');
  const merchantId = uuidv7();
  const ids = await writeAttempts(database.pool, merchantId, 5);
  await expect
    .poll(() => tail.reports.some(({ failing }) => failing), { timeout: MOVED_MS })
    .toBe(true);
  expect(await waiting(database)).toBeGreaterThanOrEqual(5);
  await asOwner('GRANT INSERT ON events TO onceover_tail');
  await untilMoved();
  const told = async () => {
    const { rows } = await database.pool.query<{
      after: { cause: string; started_at: string; ended_at: string };
    }>(
      `SELECT detail->'after' AS after FROM events
       WHERE merchant_id = $1 AND action = 'control.failure'`,
      [SYSTEM_STREAM],
    );
    return rows;
  };
  await expect.poll(async () => (await told()).length, { timeout: MOVED_MS }).toBe(1);
  await tail.stop();
  const [row] = await told();
  expect(row?.after.cause).toContain('permission denied for table events');
  const lastedMs = Date.parse(row?.after.ended_at ?? '') - Date.parse(row?.after.started_at ?? '');
  expect(lastedMs).toBeGreaterThanOrEqual(5_000);
  expect(tail.reports.at(-1)?.failing).toBe(false);
  const events = await auditStream(database.pool, merchantId);
  expect(events.map(({ event }) => event.eventId)).toEqual(ids);
  const actions = await database.pool.query<{ action: string }>(
    'SELECT action FROM events WHERE merchant_id = $1 AND subject = $2 ORDER BY seq',
    [SYSTEM_STREAM, tail.ownerId],
  );
  expect(actions.rows.map(({ action }) => action)).toEqual([
    'audit.tail.taken_over',
    'control.failure',
    'audit.tail.stopped',
  ]);
});

test('rows that come late, with older ids, are found; recorded_at never goes back', async () => {
  const merchantId = uuidv7();
  const tail = startTail(database.ownerUrl);
  await writeAttempts(database.pool, merchantId, 5);
  await untilMoved();
  // As a journal writes them once the database is back.
  const old = ['01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-00000000000b'];
  for (const id of old) {
    await database.pool.query(
      `INSERT INTO outbox VALUES ($1, $2, clock_timestamp() - interval '1 hour', 'unavailable',
         NULL, '{"kind":"attempt"}')`,
      [merchantId, id],
    );
  }
  // As if the database's clock had been set back by a day since.
  await asOwner(`UPDATE ledger_heads SET updated_at = updated_at + interval '1 day'
    WHERE merchant_id = '${merchantId}'`);
  await untilMoved();
  await writeAttempts(database.pool, merchantId, 1);
  await untilMoved();
  await tail.stop();
  const events = await auditStream(database.pool, merchantId);
  expect(events).toHaveLength(8);
  const last = events.at(-1)?.event;
  expect(Date.parse(last?.recordedAt ?? '')).toBeGreaterThan(Date.now() + 3_600_000);
});
