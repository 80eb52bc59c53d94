import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { historyProjections } from '@/lib/history/projections';
import { EngineHarness } from '@/lib/idempotency/testing/engine-harness';
import { type RunningTail, startTail, waiting } from '@/lib/ledger/testing/tail-harness';
import { eraseCustomer } from './erase-customer';

const WAIT_MS = 20_000;
const CUSTOMER = 'cus_pays_meanwhile';

let database: TestDatabase;
let ownerPool: Pool;
let tail: RunningTail;
let harness: EngineHarness;
beforeAll(async () => {
  database = await createTestDatabase();
  ownerPool = createPool(database.ownerUrl, {
    size: 2,
    applicationName: 'erase-meanwhile-test',
    statementTimeoutMs: WAIT_MS,
    lockTimeoutMs: WAIT_MS,
  });
  tail = startTail(database.ownerUrl, historyProjections);
});
afterAll(async () => {
  await tail.stop();
  await ownerPool.end();
  await harness.close();
  await database.drop();
});
beforeEach(async () => {
  await harness?.close();
  harness = new EngineHarness(database);
  await pay('before');
});

async function pay(key: string): Promise<void> {
  await harness.pay(key, { amount: 1999, currency: 'EUR', customer_reference: CUSTOMER });
  await vi.waitUntil(async () => (await waiting(database)) === 0, { timeout: WAIT_MS });
}

function erase() {
  return eraseCustomer({
    ownerPool,
    secret: 'a secret of the tests, 32 characters',
    actor: { actor: 'test', actorRole: 'command_line' },
    merchantId: harness.merchantId,
    customer: CUSTOMER,
    reason: 'she asked for it',
  });
}

async function tablesThatName(): Promise<string[]> {
  const tables = ['outbox', 'events', 'key_history', 'payments', 'idempotency_keys', 'evidence'];
  const { rows } = await ownerPool.query<{ name: string }>(
    tables
      .map(
        (name) =>
          `SELECT '${name}' AS name FROM ${name} t
           WHERE merchant_id = $1 AND strpos(t::text, $2) > 0`,
      )
      .join(' UNION '),
    [harness.merchantId, CUSTOMER],
  );
  return rows.map(({ name }) => name);
}

async function erasureWaits(): Promise<boolean> {
  const { rowCount } = await ownerPool.query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'erase-meanwhile-test'
     AND datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rowCount === 1;
}

test('what is paid and sealed after the events were erased is erased too', async () => {
  const report = await withConnection(database.ownerUrl, async (holder) => {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM payments WHERE customer_reference = $1 FOR UPDATE', [CUSTOMER]);
    const erasing = erase();
    await vi.waitUntil(erasureWaits, { timeout: WAIT_MS });
    await pay('meanwhile');
    await holder.query('COMMIT');
    return await erasing;
  });
  expect(report).toMatchObject({ events: 2, payments: 2, waiting: 0 });
  expect(await tablesThatName()).toEqual([]);
});

test('of a customer about whom ever more is logged, the report says that something is left', async () => {
  await ownerPool.query(`
    CREATE FUNCTION log_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, record) VALUES (
        '${harness.merchantId}', gen_random_uuid(), clock_timestamp(), 'payments.searched',
        '{"kind":"system","action":"payments.searched","customer_reference":"${CUSTOMER}"}');
      RETURN NULL;
    END $$;
    CREATE TRIGGER log_more AFTER UPDATE ON payments EXECUTE FUNCTION log_more()`);
  expect((await erase()).waiting).toBeGreaterThan(0);
  await ownerPool.query('DROP FUNCTION log_more() CASCADE');
  expect((await erase()).waiting).toBe(0);
  expect(await tablesThatName()).toEqual([]);
});
