import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { eraseEvents } from '@/lib/ledger/erasure/erase-events';
import type { Projection } from '@/lib/ledger/projection';
import { LeaseLost } from '@/lib/ledger/tail/lease';
import { eraseHistory } from '../erasure/erase-history';
import { historyProjections } from '../projections';
import { logEvent, someEvents } from '../testing/log-events';
import { READ_MODELS, RebuildHarness } from '../testing/rebuild-harness';
import { rebuildReadModels } from './rebuild-read-models';

let harness: RebuildHarness;
let owner: Pool;
beforeAll(async () => {
  harness = await RebuildHarness.open();
  owner = harness.owner;
});
afterAll(() => harness.close());

test('a rebuild while a tail runs and attempts come in loses and repeats nothing', async () => {
  const tail = harness.startTail();
  const merchantId = uuidv7();
  let rebuilding = true;
  const writing = (async () => {
    for (let at = 0; rebuilding || at < 600; at += 20) {
      await harness.write(
        someEvents(merchantId, 20).map((event) => ({
          ...event,
          idempotencyKey: `key-${at % 100}`,
        })),
      );
    }
  })();
  try {
    await harness.rebuild();
  } finally {
    rebuilding = false;
    await writing;
    await harness.untilMoved();
    await tail.stop();
  }
  const left = await harness.readModels();
  await harness.rebuild();
  expect(await harness.readModels()).toEqual(left);
});

test('a rebuild lets the batch in flight end first: neither is the victim of a deadlock', async () => {
  const merchantId = uuidv7();
  const events = ['a', 'b', 'c', 'd', 'e'].map((key) =>
    logEvent({ merchantId, outcome: 'executed', operation: 'payments', idempotencyKey: key }),
  );
  const first = harness.startTail();
  await harness.write(events);
  await harness.untilMoved();
  await first.stop();
  const { rows } = await owner.query<{ id: string }>(
    'SELECT key_id AS id FROM key_history WHERE merchant_id = $1 ORDER BY key_id DESC',
    [merchantId],
  );
  // The table has them in the order against that of a batch.
  for (const { id } of rows) {
    await owner.query('UPDATE key_history SET replays = replays WHERE key_id = $1', [id]);
  }
  await withConnection(harness.database.ownerUrl, async (holder) => {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM key_history WHERE key_id = $1 FOR UPDATE', [rows[2]?.id]);
    const tail = harness.startTail();
    try {
      await harness.write(
        events.map((event) => ({ ...event, eventId: uuidv7(), outcome: 'replayed' })),
      );
      await harness.untilOneWaits('onceover-tail');
      const rebuilt = harness.rebuild();
      await harness.untilOneWaits('rebuild-test');
      await Promise.all([rebuilt, holder.query('COMMIT')]);
      await harness.untilMoved();
    } finally {
      await tail.stop();
    }
  });
  const left = await harness.readModels();
  await harness.rebuild();
  expect(await harness.readModels()).toEqual(left);
});

test('a customer who is erased while a rebuild runs is in none of what it makes', async () => {
  const merchantId = uuidv7();
  const tail = harness.startTail();
  await harness.write([
    logEvent({
      merchantId,
      outcome: 'executed',
      operation: 'payments',
      idempotencyKey: 'erased-while-rebuilt',
      customerReference: 'cus_erased',
    }),
  ]);
  await harness.untilMoved();
  await tail.stop();
  const reached = new EventEmitter();
  const pausing: Projection = {
    name: 'pausing',
    tables: [],
    async apply(_, events) {
      if (!events.some((event) => event.merchantId === merchantId)) return;
      reached.emit('merchant');
      await once(reached, 'go on');
    },
  };
  const isReached = once(reached, 'merchant');
  const rebuilding = rebuildReadModels(owner, [...historyProjections, pausing], () => undefined);
  await isReached;
  const customer = { merchantId, customer: 'cus_erased' };
  const erasing = runTransaction(harness.ownerPool('erase-test'), async (transaction) => {
    const erased = await eraseEvents(transaction, customer, 10);
    await eraseHistory(transaction, customer, erased);
  });
  await harness.untilOneWaits('erase-test');
  reached.emit('go on');
  await Promise.all([rebuilding, erasing]);
  const { rows } = await owner.query(
    'SELECT customer_reference FROM key_history WHERE merchant_id = $1',
    [merchantId],
  );
  expect(rows).toEqual([{ customer_reference: null }]);
});

test('a rebuild changes nothing before it has all to itself: whoever clears a table is no deadlock', async () => {
  const clearing = harness.ownerPool('clearing-test');
  let rebuilding: Promise<unknown> | undefined;
  await runTransaction(clearing, async (transaction) => {
    const text = `DELETE FROM ${READ_MODELS.at(-1)}`;
    await transaction.query({ name: 'clear', text, values: [] });
    rebuilding = harness.rebuild();
    await harness.untilOneWaits('rebuild-test');
    const free = await clearing.query('SELECT FROM key_history LIMIT 1 FOR UPDATE SKIP LOCKED');
    expect(free.rowCount).toBe(1);
  });
  await rebuilding;
});

test('a rebuild that lost its lease ends at once, and leaves the log to whoever has it', async () => {
  const merchantId = uuidv7();
  const tail = harness.startTail();
  await harness.write(someEvents(merchantId, 10));
  await harness.untilMoved();
  await tail.stop();
  const before = await harness.readModels();
  const reached = new EventEmitter();
  const stuck: Projection = {
    name: 'stuck',
    tables: [],
    async apply() {
      reached.emit('batch');
      await once(reached, 'never');
    },
  };
  const isReached = once(reached, 'batch');
  const outlived = rebuildReadModels(owner, [...historyProjections, stuck], () => undefined);
  await isReached;
  const [lost] = await Promise.allSettled([outlived, harness.rebuild()]);
  expect(lost).toMatchObject({ status: 'rejected', reason: expect.any(LeaseLost) });
  expect(await harness.readModels()).toEqual(before);
});
