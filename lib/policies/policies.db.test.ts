import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMerchant } from '@/lib/access/create-merchant';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { DEFAULT_POLICY } from '@/lib/idempotency/policy';
import { changePolicy } from './change-policy';
import { policyInput } from './contract';
import { Policies } from './policies';

const ACTOR = { actor: 'tester', actorRole: 'test' };

let database: TestDatabase;
let merchantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  merchantId = await createMerchant(database.pool, ACTOR, { name: 'Acme', reason: 'a test' });
});
afterAll(() => database.drop());

const change = (
  policies: Policies,
  input: object,
  operation: 'payments' | 'refunds' = 'payments',
) =>
  changePolicy(
    { workPool: database.pool, policies },
    ACTOR,
    { merchantId, operation },
    policyInput.parse({ reason: 'a test', ...input }),
  );

test('without a policy of its own an operation has the default', async () => {
  const policies = new Policies(database.pool);
  expect(await policies.current(randomUUID(), 'jobs')).toEqual(DEFAULT_POLICY);
});

test('a change holds at once where it was made and within 5 s elsewhere', async () => {
  const [here, elsewhere] = [new Policies(database.pool), new Policies(database.pool)];
  const before = await elsewhere.current(merchantId, 'payments');
  const changed = await change(here, { preset: 'adyen' });
  expect(await here.current(merchantId, 'payments')).toEqual(changed);
  expect(changed).toMatchObject({ preset: 'adyen', retention: 'P7D', version: before.version + 1 });
  const deadlineMs = performance.now() + 5_000;
  for (;;) {
    // A slow read that began in time may still know the old one.
    const beganAtMs = performance.now();
    if ((await elsewhere.current(merchantId, 'payments')).version === changed.version) break;
    expect(beganAtMs).toBeLessThan(deadlineMs);
    await sleep(50);
  }
});

test('an old version can be read for as long as a key may name it', async () => {
  const policies = new Policies(database.pool);
  const old = await change(policies, { retention: 'PT5M', ignored_members: ['/a'] });
  await change(policies, { retention: 'PT6M' });
  const elsewhere = new Policies(database.pool);
  expect(await elsewhere.version(merchantId, 'payments', old.version)).toEqual(old);
  await expect(elsewhere.version(merchantId, 'payments', 999)).rejects.toThrow('999');
});

test('changes that race become versions one after the other, each with its event', async () => {
  const racing = Array.from({ length: 10 }, () => new Policies(database.pool));
  const made = await Promise.all(
    racing.map((policies, index) => change(policies, { retention: `PT${index + 1}M` }, 'refunds')),
  );
  expect(made.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 10 }, (_, index) => index + 1),
  );
  const { rows } = await database.pool.query(
    `SELECT (record->'before'->>'version')::int AS before, (record->'after'->>'version')::int AS after
     FROM outbox WHERE outcome = 'policy.changed' AND record->>'subject_id' = 'refunds' ORDER BY 2`,
  );
  expect(rows).toEqual(
    Array.from({ length: 10 }, (_, index) => ({ before: index, after: index + 1 })),
  );
});

test('what is read anew never brings an older version back', async () => {
  const policies = new Policies(database.pool);
  await change(policies, { retention: 'PT1H' });
  const fresh = new Policies(database.pool);
  const reading = fresh.current(merchantId, 'payments');
  const changed = await change(fresh, { retention: 'PT2H' });
  await reading;
  expect(await fresh.current(merchantId, 'payments')).toEqual(changed);
});
