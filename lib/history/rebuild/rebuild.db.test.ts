import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import type { LogEvent } from '@/lib/ledger/log-event';
import type { Projection } from '@/lib/ledger/projection';
import { startTail } from '@/lib/ledger/testing/tail-harness';
import { historyProjections } from '../projections';
import { someEvents } from '../testing/log-events';
import { rebuildReadModels } from './rebuild-read-models';

const WAIT_MS = 30_000;
const TABLES = historyProjections.flatMap(({ tables }) => tables);

let database: TestDatabase;
let owner: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool(database.ownerUrl, {
    size: 3,
    applicationName: 'rebuild-test',
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  });
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** Events as the hot path leaves them. */
async function write(events: readonly LogEvent[]): Promise<void> {
  await owner.query(
    `INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::integer[], $6::json[])`,
    [
      events.map(({ merchantId }) => merchantId),
      events.map(({ eventId }) => eventId),
      events.map(({ occurredAt }) => occurredAt),
      events.map(({ outcome }) => outcome),
      events.map(({ generation }) => generation),
      events.map(record),
    ],
  );
}

function record(event: LogEvent): string {
  return JSON.stringify({
    kind: event.kind,
    source: event.source,
    operation: event.operation,
    idempotency_key: event.idempotencyKey,
    http_status: event.httpStatus,
    fingerprint: event.fingerprint,
    amount: event.amount,
    currency: event.currency,
    customer_reference: event.customerReference,
    metadata: event.metadata,
    client_id: event.client,
    ip: event.ip,
    user_agent: event.userAgent,
    request_id: event.requestId,
    latency_ms: 1.5,
    ...event.detail,
  });
}

async function untilMoved(): Promise<void> {
  await expect
    .poll(async () => (await owner.query('SELECT FROM outbox LIMIT 1')).rowCount, {
      timeout: WAIT_MS,
    })
    .toBe(0);
}

/** Every row of every read model, as text. */
async function readModels(): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  for (const table of TABLES) {
    const { rows } = await owner.query<{ row: string }>(
      `SELECT t::text AS row FROM ${table} t ORDER BY t::text`,
    );
    dump[table] = rows.map(({ row }) => row);
  }
  return dump;
}

test('what the tail made batch by batch and what a rebuild makes of the log are the same, row by row', async () => {
  const tail = startTail(database.ownerUrl, historyProjections);
  const merchants = [uuidv7(), uuidv7(), uuidv7()];
  for (let round = 0; round < 6; round += 1) {
    for (const merchantId of merchants) {
      const events = someEvents(merchantId, 1200).slice(round * 200, round * 200 + 200);
      await write(
        events.map((event, index) =>
          index % 9 ? event : { ...event, outcome: 'reused_after_expiry', generation: round + 2 },
        ),
      );
    }
    if (round % 2) await untilMoved();
  }
  await untilMoved();
  await tail.stop();
  const made = await readModels();
  for (const table of TABLES) expect(made[table]?.length, table).toBeGreaterThan(2);

  await owner.query(`UPDATE key_history SET replays = replays + 1, last4 = '0000'`);
  await owner.query('DELETE FROM event_blocks WHERE first_seq > 3');
  await owner.query(`INSERT INTO expiry_hours VALUES ($1, '2020-01-01', 7)`, [merchants[0]]);
  expect(await readModels()).not.toEqual(made);
  const shown: number[] = [];
  const progress = await rebuildReadModels(owner, historyProjections, ({ done }) =>
    shown.push(done),
  );
  // The attempts, and what the tail says of itself.
  const { rows } = await owner.query<{ total: number }>(
    'SELECT count(*)::int AS total FROM events',
  );
  const total = rows[0]?.total ?? 0;
  expect(total).toBeGreaterThanOrEqual(3600);
  expect(progress).toEqual({ done: total, total });
  expect(shown.at(-1)).toBe(total);
  expect(await readModels()).toEqual(made);
});

test('a rebuild while a tail runs and attempts come in loses and repeats nothing', async () => {
  const tail = startTail(database.ownerUrl, historyProjections);
  const merchantId = uuidv7();
  let rebuilding = true;
  const writing = (async () => {
    for (let at = 0; rebuilding || at < 600; at += 20) {
      await write(
        someEvents(merchantId, 20).map((event) => ({
          ...event,
          idempotencyKey: `key-${at % 100}`,
        })),
      );
    }
  })();
  await rebuildReadModels(owner, historyProjections, () => undefined);
  rebuilding = false;
  await writing;
  await untilMoved();
  await tail.stop();
  const left = await readModels();
  await rebuildReadModels(owner, historyProjections, () => undefined);
  expect(await readModels()).toEqual(left);
});

test('a rebuild that fails has changed nothing, and the tail goes on', async () => {
  const before = await readModels();
  let batches = 0;
  const failing: Projection = {
    name: 'failing',
    tables: [],
    async apply() {
      batches += 1;
      if (batches === 2) throw new Error('as a test wants it');
    },
  };
  const rebuilding = rebuildReadModels(owner, [...historyProjections, failing], () => undefined);
  await expect(rebuilding).rejects.toThrow('as a test wants it');
  expect(await readModels()).toEqual(before);
  const tail = startTail(database.ownerUrl, historyProjections);
  await write(someEvents(uuidv7(), 10));
  await untilMoved();
  await tail.stop();
  expect(await readModels()).not.toEqual(before);
});

test('where events are in the archive only, a rebuild is refused; told to do without, it counts the others once', async () => {
  await owner.query(
    `INSERT INTO archives (merchant_id, month, first_seq, last_seq, files, dropped_at)
     VALUES ($1, '2025-10-01', 1, 1, '[]', now())`,
    [uuidv7()],
  );
  const before = await readModels();
  const rebuild = (options?: { withoutArchived: boolean }) =>
    rebuildReadModels(owner, historyProjections, () => undefined, options);
  await expect(rebuild()).rejects.toThrow(/2025-10 .*--without-archived/);
  expect(await readModels()).toEqual(before);

  await owner.query('DELETE FROM events WHERE seq <= 500');
  const { rows } = await owner.query<{ total: number }>(
    'SELECT count(*)::int AS total FROM events',
  );
  expect(await rebuild({ withoutArchived: true })).toMatchObject({ done: rows[0]?.total });
  const traffic = await owner.query<{ attempts: number }>(
    `SELECT sum(value::int)::int AS attempts FROM traffic, json_each_text(outcomes)
     WHERE grain = 'hour' AND merchant_id IN (SELECT merchant_id FROM ledger_heads)`,
  );
  const attempts = await owner.query<{ attempts: number }>(
    `SELECT count(*)::int AS attempts FROM events WHERE kind = 'attempt'`,
  );
  expect(traffic.rows).toEqual(attempts.rows);
});
