import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { runTransaction } from '@/lib/database/session';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { historyProjections } from '@/lib/history/projections';
import type { JsonValue } from '@/lib/http/strict-json';
import { uuidv7 } from '@/lib/http/uuid';
import { EngineHarness } from '@/lib/idempotency/testing/engine-harness';
import { eraseEvents } from '@/lib/ledger/erasure/erase-events';
import { openJournal } from '@/lib/ledger/open-journal';
import { auditStream } from '@/lib/ledger/testing/audit-stream';
import { type RunningTail, startTail, waiting } from '@/lib/ledger/testing/tail-harness';
import { reportObservations } from '@/lib/observations/report-observations';
import { planOneKeyBatch } from '@/lib/operations/one-key-batch';
import { eraseCustomer } from './erase-customer';

const SEALED_MS = 20_000;
const CUSTOMER = 'cus "Ågot" \\ 4711';
const OTHER = 'cus_stays';
/** What names the customer, besides the reference. */
const TRACES = ['198.51.100.23', 'Ågots browser', 'her own words', 'Storgata'];
const SECRET = 'a secret of the tests, 32 characters';

let database: TestDatabase;
let ownerPool: Pool;
let tail: RunningTail;
beforeAll(async () => {
  database = await createTestDatabase();
  ownerPool = createPool(database.ownerUrl, {
    size: 2,
    applicationName: 'erasure-test',
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
  tail = startTail(database.ownerUrl, historyProjections);
});
afterAll(async () => {
  await tail.stop();
  await ownerPool.end();
  await database.drop();
});

function paymentOf(customer: string, amount = 1999): { [member: string]: JsonValue } {
  const personal = customer === CUSTOMER;
  return {
    amount,
    currency: 'EUR',
    customer_reference: customer,
    ...(personal && {
      description: 'her own words',
      payment_method: { type: 'card', last4: '9931' },
      metadata: { street: 'Storgata' },
    }),
  };
}

/** Payments, replays, conflicts, batches, searches and observations of both customers. */
async function live(harness: EngineHarness): Promise<void> {
  const { merchantId } = harness;
  const caller = (customer: string) => ({
    merchantId,
    clientId: merchantId,
    ip: customer === CUSTOMER ? '198.51.100.23' : '192.0.2.1',
    userAgent: customer === CUSTOMER ? 'Ågots browser' : 'shop/1',
    requestId: uuidv7(),
    receivedAtMs: performance.now(),
  });
  for (const [index, customer] of [CUSTOMER, OTHER, CUSTOMER].entries()) {
    const options = { caller: caller(customer) };
    await harness.pay(`key-${index}`, paymentOf(customer), options);
    await harness.pay(`key-${index}`, paymentOf(customer), options);
    await harness.pay(`key-${index}`, paymentOf(customer, 5), options);
  }
  for (const amount of [1, 2]) {
    const body = { payments: [paymentOf(CUSTOMER, amount), paymentOf(OTHER, amount)] };
    const attemptId = uuidv7();
    const { plan, facts } = planOneKeyBatch(body, caller(OTHER), attemptId);
    await harness.settle('batch', body, plan, { attemptId, caller: caller(OTHER), facts });
  }
  const observed = {
    occurred_at: '2026-01-01T00:00:00Z',
    operation: 'charge',
    outcome: 'executed',
  };
  await reportObservations(
    database.pool,
    { merchantId, apiKeyId: merchantId, requestId: uuidv7() },
    [{ ...observed, id: 'o', customer_reference: CUSTOMER, ip: '198.51.100.23' }],
  );
  const journal = openJournal(database.pool, (error) => expect(error).toBeUndefined());
  journal.record({
    merchantId,
    eventId: uuidv7(),
    outcome: 'payments.searched',
    record: { kind: 'system', action: 'payments.searched', customer_reference: CUSTOMER },
  });
  await journal.drain(SEALED_MS);
}

async function untilSealed(): Promise<void> {
  await vi.waitUntil(async () => (await waiting(database)) === 0, { timeout: SEALED_MS });
}

/** The tables of which a row has this text, in whichever column. */
async function tablesWith(text: string): Promise<string[]> {
  return await withConnection(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND NOT relispartition ORDER BY 1`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const hit = await client.query(
        `SELECT FROM ${name} t WHERE strpos(t::text, $1) > 0 LIMIT 1`,
        [text],
      );
      if (hit.rowCount !== 0) found.push(name);
    }
    return found;
  });
}

function erase(merchantId: string) {
  return eraseCustomer({
    ownerPool,
    secret: SECRET,
    actor: { actor: 'test', actorRole: 'command_line' },
    merchantId,
    customer: CUSTOMER,
    reason: 'she asked for it',
  });
}

describe('a customer that is erased', () => {
  let harness: EngineHarness;
  let merchantId: string;
  let leavesBefore: string[];
  beforeAll(async () => {
    harness = new EngineHarness(database);
    merchantId = harness.merchantId;
    await live(harness);
    await untilSealed();
    leavesBefore = (await auditStream(database.pool, merchantId)).map(({ leafHash }) => leafHash);
    for (const trace of ['Ågot', ...TRACES]) {
      expect([trace, (await tablesWith(trace)).length > 0]).toEqual([trace, true]);
    }
    // As if an earlier run had died after its first batch.
    await runTransaction(ownerPool, (transaction) =>
      eraseEvents(transaction, { merchantId, customer: CUSTOMER }, 1),
    );
  });
  afterAll(() => harness.close());

  test('is in no table any more, by no name and no trace', async () => {
    const report = await erase(merchantId);
    expect(report).toMatchObject({ payments: 3, waiting: 0 });
    expect(report.events).toBe(7);
    for (const trace of ['Ågot', ...TRACES]) {
      expect([trace, await tablesWith(trace)]).toEqual([trace, []]);
    }
    const { rows } = await database.pool.query(
      `SELECT FROM events WHERE last4 IS NOT NULL
       UNION ALL SELECT FROM key_history WHERE last4 IS NOT NULL
       UNION ALL SELECT FROM payments WHERE payment_method IS NOT NULL`,
    );
    expect(rows).toEqual([]);
    expect(await erase(merchantId)).toMatchObject({ events: 0, payments: 0, bodies: 0 });
  });

  test('leaves the chain as it was: every leaf is made of its row, erased ones are told', async () => {
    await untilSealed();
    const events = await auditStream(database.pool, merchantId);
    const leaves = events.map(({ leafHash }) => leafHash);
    expect(leaves.slice(0, leavesBefore.length)).toEqual(leavesBefore);
    const erased = events.filter((stored) => Object.keys(stored.erased).length > 0);
    expect(erased).toHaveLength(8);
    for (const { salts, erased: commitments } of erased) {
      expect(salts.personal).toBeNull();
      expect(Object.keys(commitments)).toContain('customer_reference');
    }
  });

  test('leaves its payments and their retries, without whose they were, and all of the other', async () => {
    const { rows } = await database.pool.query(
      `SELECT customer_reference, count(*)::int AS payments, sum(amount)::int AS amount, count(ip)::int AS ips
       FROM payments WHERE merchant_id = $1 GROUP BY 1 ORDER BY 1`,
      [merchantId],
    );
    expect(rows).toEqual([
      { customer_reference: OTHER, payments: 2, amount: 1999 + 1, ips: 2 },
      { customer_reference: null, payments: 3, amount: 1999 * 2 + 1, ips: 0 },
    ]);
    const another = new EngineHarness(database, merchantId);
    const replay = await another.pay('key-0', paymentOf(CUSTOMER));
    const batch = await another.settle(
      'batch',
      { payments: [paymentOf(CUSTOMER, 1), paymentOf(OTHER, 1)] },
      {
        kind: 'invalid',
        problem: new Error('it was stored'),
      },
    );
    await another.close();
    expect(replay.kind).toBe('replayed');
    expect(JSON.parse(replay.stored.body)).toEqual({
      id: expect.stringMatching(/^pay_/),
      object: 'payment',
      amount: 1999,
      currency: 'EUR',
      customer_reference: null,
      status: 'succeeded',
      amount_refunded: 0,
      created_at: expect.any(String),
    });
    expect(batch.kind).toBe('replayed');
    const { payments } = JSON.parse(batch.stored.body);
    expect(payments.map((each: { customer_reference: string }) => each.customer_reference)).toEqual(
      [null, OTHER],
    );
  });

  test('is named in the log by a keyed hash: who erased, why, and how much', async () => {
    const { rows } = await database.pool.query(
      `SELECT outcome, actor, reason, subject, detail -> 'after' ->> 'payments' AS payments FROM events
       WHERE merchant_id = $1 AND subject_type = 'customer' ORDER BY seq`,
      [merchantId],
    );
    const told = { actor: 'test', reason: 'she asked for it' };
    const subject = expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/);
    expect(rows).toEqual([
      { outcome: 'customer.erasure_started', ...told, subject, payments: null },
      { outcome: 'customer.erased', ...told, subject, payments: '3' },
      { outcome: 'customer.erasure_started', ...told, subject, payments: null },
      { outcome: 'customer.erased', ...told, subject, payments: '0' },
    ]);
    expect(new Set(rows.map((row) => row.subject)).size).toBe(1);
  });
});
