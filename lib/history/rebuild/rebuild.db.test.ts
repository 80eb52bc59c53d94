import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { uuidv7 } from '@/lib/http/uuid';
import type { Projection } from '@/lib/ledger/projection';
import { historyProjections } from '../projections';
import { someEvents } from '../testing/log-events';
import { READ_MODELS, RebuildHarness } from '../testing/rebuild-harness';
import { rebuildReadModels } from './rebuild-read-models';

let harness: RebuildHarness;
let owner: Pool;
beforeAll(async () => {
  harness = await RebuildHarness.open();
  owner = harness.owner;
});
afterAll(() => harness.close());

test('what the tail made batch by batch and what a rebuild makes of the log are the same, row by row', async () => {
  const tail = harness.startTail();
  const merchants = [uuidv7(), uuidv7(), uuidv7()];
  for (let round = 0; round < 6; round += 1) {
    for (const merchantId of merchants) {
      const events = someEvents(merchantId, 1200).slice(round * 200, round * 200 + 200);
      await harness.write(
        events.map((event, index) =>
          index % 9 ? event : { ...event, outcome: 'reused_after_expiry', generation: round + 2 },
        ),
      );
    }
    if (round % 2) await harness.untilMoved();
  }
  await harness.untilMoved();
  await tail.stop();
  const made = await harness.readModels();
  for (const table of READ_MODELS) expect(made[table]?.length, table).toBeGreaterThan(2);

  await owner.query(`UPDATE key_history SET replays = replays + 1, last4 = '0000'`);
  await owner.query('DELETE FROM event_blocks WHERE first_seq > 3');
  await owner.query(`INSERT INTO expiry_hours VALUES ($1, '2020-01-01', 7)`, [merchants[0]]);
  expect(await harness.readModels()).not.toEqual(made);
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
  expect(await harness.readModels()).toEqual(made);
});

test('a rebuild that fails has changed nothing, and the tail goes on', async () => {
  const before = await harness.readModels();
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
  expect(await harness.readModels()).toEqual(before);
  const tail = harness.startTail();
  await harness.write(someEvents(uuidv7(), 10));
  await harness.untilMoved();
  await tail.stop();
  expect(await harness.readModels()).not.toEqual(before);
});

test('where events are in the archive only, a rebuild is refused; told to do without, it counts the others once', async () => {
  await owner.query(
    `INSERT INTO archives (merchant_id, month, first_seq, last_seq, files, dropped_at)
     VALUES ($1, '2025-10-01', 1, 1, '[]', now())`,
    [uuidv7()],
  );
  const before = await harness.readModels();
  const rebuild = (options?: { withoutArchived: boolean }) =>
    rebuildReadModels(owner, historyProjections, () => undefined, options);
  await expect(rebuild()).rejects.toThrow(/2025-10 .*--without-archived/);
  expect(await harness.readModels()).toEqual(before);

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
