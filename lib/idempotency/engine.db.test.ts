import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { Problem } from '@/lib/http/problem';
import { uuidv7 } from '@/lib/http/uuid';
import { canonicalBody, fingerprint as fingerprintOf } from './fingerprint';
import { countBy, EngineHarness, payment } from './testing/engine-harness';

let database: TestDatabase;
let one: EngineHarness;
let other: EngineHarness;

beforeAll(async () => {
  database = await createTestDatabase();
  one = new EngineHarness(database);
  // A second instance on the same database, for the same merchant.
  other = new EngineHarness(database, one.merchantId, one.policies);
});

afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await database?.drop();
});

async function rowsOf<Row extends Record<string, unknown>>(text: string, values: unknown[] = []) {
  const { rows } = await database.pool.query<Row>(text, values);
  return rows;
}

async function eventsOf(key: string) {
  return await rowsOf<{ outcome: string; record: Record<string, unknown>; event_id: string }>(
    `SELECT outcome, record, event_id FROM outbox WHERE record->>'idempotency_key' = $1
     ORDER BY occurred_at, event_id`,
    [key],
  );
}

async function paymentsOf(key: string): Promise<number> {
  const rows = await rowsOf(
    `SELECT FROM payments p JOIN outbox o ON o.merchant_id = p.merchant_id
       AND o.event_id = p.request_id WHERE o.record->>'idempotency_key' = $1`,
    [key],
  );
  return rows.length;
}

/** Somebody else's payment that is written under the key and not committed yet. */
async function payElsewhere(key: string) {
  const elsewhere = await database.pool.connect();
  let open = true;
  const end = async (command: 'COMMIT' | 'ROLLBACK') => {
    if (!open) return;
    open = false;
    await elsewhere.query(command);
    elsewhere.release();
  };
  const fingerprint = fingerprintOf('POST', '/api/v1/payments', canonicalBody(payment(), []));
  await elsewhere.query('BEGIN');
  await elsewhere.query(
    `INSERT INTO idempotency_keys SELECT $1, $2, 1, 'payments', 0, decode($3, 'hex'),
       gen_random_uuid(), 201, 'application/json', NULL, '{"elsewhere":true}', now(), 'infinity',
       interval '0'`,
    [one.merchantId, key, fingerprint],
  );
  return { commit: () => end('COMMIT'), rollBack: () => end('ROLLBACK') };
}

test('1,000 parallel requests with one key make one payment, and 999 get its very bytes', async () => {
  const key = randomUUID();
  const settled = await Promise.all(Array.from({ length: 1000 }, () => one.pay(key, payment())));
  expect(countBy(settled, ({ kind }) => kind)).toEqual({ executed: 1, replayed: 999 });
  expect(new Set(settled.map(({ stored }) => stored.body)).size).toBe(1);
  expect(await paymentsOf(key)).toBe(1);
  const events = await eventsOf(key);
  expect(countBy(events, ({ outcome }) => outcome)).toEqual({ executed: 1, replayed: 999 });
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(1000);
});

test('two instances racing for 300 keys never pay twice and never see a false conflict', async () => {
  const keys = Array.from({ length: 300 }, () => randomUUID());
  const settled = await Promise.all(
    keys.flatMap((key) => [one.pay(key, payment()), other.pay(key, payment())]),
  );
  expect(countBy(settled, ({ kind }) => kind)).toEqual({ executed: 300, replayed: 300 });
  expect(new Set(settled.map(({ stored }) => stored.body)).size).toBe(300);
});

test('what another instance commits after a statement began is seen, not paid again', async () => {
  for (const body of [payment(), payment(5)]) {
    const key = randomUUID();
    const elsewhere = await payElsewhere(key);
    const settling = one.pay(key, body);
    // The statement's snapshot is taken; it waits for the row's lock.
    await new Promise((resolve) => setTimeout(resolve, 40));
    await elsewhere.commit();
    const { kind, stored } = await settling;
    expect(kind).toBe(body.amount === payment().amount ? 'replayed' : 'conflict');
    expect(stored).toMatchObject({ generation: 1, body: '{"elsewhere":true}' });
    expect(await paymentsOf(key)).toBe(0);
  }
});

test('with two bodies under one key one wins, and every other body is a conflict', async () => {
  const key = randomUUID();
  const settled = await Promise.all(
    Array.from({ length: 400 }, (_, index) =>
      (index % 2 === 0 ? one : other).pay(key, payment(1000 + (index % 4 < 2 ? 0 : 1))),
    ),
  );
  expect(countBy(settled, ({ kind }) => kind)).toEqual({
    executed: 1,
    replayed: 199,
    conflict: 200,
  });
  expect(new Set(settled.map(({ stored }) => stored.body)).size).toBe(1);
  expect(await paymentsOf(key)).toBe(1);
});

test('a conflict is witnessed with the pointers that differ, and its body is kept as evidence', async () => {
  const key = randomUUID();
  const first = await one.pay(key, { ...payment(), metadata: { plan: 'a', seat: '1' } });
  const second = await other.pay(key, { ...payment(5), metadata: { plan: 'b', seat: '1' } });
  expect(second.kind).toBe('conflict');
  expect(second.stored.executorId).toBe(first.stored.executorId);
  const [, conflict] = await eventsOf(key);
  expect(conflict?.record.changed_pointers).toEqual(['/amount', '/metadata/plan']);
  const [evidence] = await rowsOf<{ body: string }>(
    `SELECT body FROM evidence WHERE event_id = $1 AND part = 'request'`,
    [conflict?.event_id],
  );
  expect(JSON.parse(evidence?.body ?? '').amount).toBe(5);
});

test('a replay is dated after its execution, by the database’s clock', async () => {
  const keys = Array.from({ length: 50 }, () => randomUUID());
  await Promise.all(keys.flatMap((key) => [one.pay(key, payment()), other.pay(key, payment())]));
  const late = await rowsOf(
    `SELECT FROM outbox e JOIN outbox r ON r.merchant_id = e.merchant_id
       AND r.record->>'idempotency_key' = e.record->>'idempotency_key'
     WHERE e.outcome = 'executed' AND r.outcome = 'replayed' AND r.occurred_at <= e.occurred_at`,
  );
  expect(late).toHaveLength(0);
});

test('content that fails validation leaves the key unused; what is stored answers before it', async () => {
  const key = randomUUID();
  const refused = one.pay(key, { ...payment(), amount: -1 });
  await expect(refused).rejects.toMatchObject({ slug: 'invalid-request' });
  expect((await one.pay(key, payment())).kind).toBe('executed');
  expect((await other.pay(key, { ...payment(), amount: -1 })).kind).toBe('conflict');
  expect(await paymentsOf(key)).toBe(1);
});

test('who finds its own id after a lost acknowledgement answers as the first, with one event', async () => {
  const key = randomUUID();
  const attemptId = uuidv7();
  const first = await one.pay(key, payment(), { attemptId });
  const again = await other.pay(key, payment(), { attemptId });
  expect(again.kind).toBe('executed');
  expect(again.stored.body).toBe(first.stored.body);
  expect(await eventsOf(key)).toHaveLength(1);
});

test('a key locked elsewhere holds nobody else up, waits its own time, and runs once released', async () => {
  const key = randomUUID();
  const { rollBack: release } = await payElsewhere(key);
  try {
    let waits = true;
    const locked = one.pay(key, payment(), { waitMs: 4000 }).finally(() => {
      waits = false;
    });
    const refusal = expect(locked).rejects.toMatchObject({ slug: 'request-in-progress' });
    const others = await Promise.all(
      Array.from({ length: 40 }, () => one.pay(randomUUID(), payment())),
    );
    expect(others.every(({ kind }) => kind === 'executed')).toBe(true);
    expect(waits).toBe(true);
    await refusal;
    const patient = one.pay(key, payment(), { waitMs: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await release();
    expect((await patient).kind).toBe('executed');
  } finally {
    await release();
  }
});

test('who may not wait is told at once that the first request is in flight', async () => {
  const key = randomUUID();
  const { rollBack: release } = await payElsewhere(key);
  try {
    const first = one.pay(key, payment(), { waitMs: 20_000 });
    await new Promise((resolve) => setImmediate(resolve));
    const startedAtMs = performance.now();
    const impatient = one.pay(key, payment(), { waitMs: 0 });
    await expect(impatient).rejects.toThrow(Problem);
    expect(performance.now() - startedAtMs).toBeLessThan(2000);
    await release();
    expect((await first).kind).toBe('executed');
  } finally {
    await release();
  }
});
