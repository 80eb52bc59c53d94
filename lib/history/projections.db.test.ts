import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import type { LogEvent } from '@/lib/ledger/log-event';
import { BLOCK_EVENTS } from './blocks/block';
import { keyId, keyIdSql } from './keys/key-id';
import { logEvent } from './testing/log-events';
import { TestLog } from './testing/test-log';
import { ALL_MERCHANTS } from './traffic/fold-traffic';

let database: TestDatabase;
let log: TestLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = await TestLog.open(database);
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

async function select<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
  const { rows } = await database.pool.query<Row>(text, values);
  return rows;
}

async function newMerchant(): Promise<string> {
  const merchantId = uuidv7();
  await database.pool.query('INSERT INTO merchants (merchant_id, name) VALUES ($1, $2)', [
    merchantId,
    'Test',
  ]);
  return merchantId;
}

function attempt(merchantId: string, over: Partial<LogEvent> & Pick<LogEvent, 'outcome'>) {
  return logEvent({ merchantId, operation: 'payments', idempotencyKey: 'order-1', ...over });
}

test('a key is one row, whatever batches its events come in, with its ended generations apart', async () => {
  const merchantId = await newMerchant();
  const executed = attempt(merchantId, {
    outcome: 'executed',
    generation: 1,
    occurredAt: '2026-11-29T10:00:00.123456Z',
    amount: 1999,
    currency: 'EUR',
    fingerprint: 'ab'.repeat(32),
    metadata: { a: '"{},\\' },
    detail: { policy_version: 0 },
  });
  await log.append([executed, attempt(merchantId, { outcome: 'replayed', ip: '192.0.2.1' })]);
  await log.append([attempt(merchantId, { outcome: 'payload_conflict', generation: 1 })]);
  const again = {
    outcome: 'reused_after_expiry',
    generation: 2,
    amount: 2500,
    detail: { policy_version: 0 },
  };
  await log.append([
    attempt(merchantId, { ...again, occurredAt: '2026-11-30T10:00:00.5Z' }),
    attempt(merchantId, { outcome: 'response_undelivered' }),
  ]);
  const rows = await select(
    `SELECT key_id, idempotency_key, first_seq::int, last_seq::int, generation, amount::int,
       attempts::int, replays::int, conflicts::int, undelivered::int, source_count,
       expires_at::text FROM key_history WHERE merchant_id = $1`,
    merchantId,
  );
  expect(rows).toEqual([
    {
      key_id: keyId(merchantId, 'order-1'),
      idempotency_key: 'order-1',
      first_seq: 1,
      last_seq: 5,
      generation: 2,
      amount: 2500,
      attempts: 4,
      replays: 1,
      conflicts: 1,
      undelivered: 1,
      source_count: 2,
      expires_at: '2026-12-01 10:00:00.5+00',
    },
  ]);
  const ended = await select(
    `SELECT generation, amount::int, attempts::int, expires_at::text,
       encode(fingerprint, 'hex') AS fingerprint FROM key_generations WHERE merchant_id = $1`,
    merchantId,
  );
  expect(ended).toEqual([
    {
      generation: 1,
      amount: 1999,
      attempts: 3,
      expires_at: '2026-11-30 10:00:00.123456+00',
      fingerprint: 'ab'.repeat(32),
    },
  ]);
});

test('a key expires by the policy version of its execution, in the hour that is counted', async () => {
  const merchantId = await newMerchant();
  for (const [version, retention] of [
    [1, 'P1M'],
    [2, 'indefinite'],
  ] as const) {
    await database.pool.query(
      `INSERT INTO policies (merchant_id, operation, version, retention, evidence_retention,
         ignored_members, key_headers, reason, created_by)
       VALUES ($1, 'payments', $2, $3, 'P13M', '{}', '{}', 'a test', 'a test')`,
      [merchantId, version, retention],
    );
  }
  const executed = (idempotencyKey: string, detail: LogEvent['detail']) =>
    attempt(merchantId, {
      outcome: 'executed',
      idempotencyKey,
      generation: 1,
      occurredAt: '2027-01-31T10:15:00.000001Z',
      detail,
    });
  await log.append([
    executed('default', { policy_version: 0 }),
    executed('month', { policy_version: 1 }),
    executed('month-2', { policy_version: 1 }),
    executed('ever', { policy_version: 2 }),
    executed('observed', {}),
    executed('of no policy', { policy_version: 9 }),
  ]);
  const keys = await select(
    `SELECT idempotency_key AS key, expires_at::text AS at FROM key_history
     WHERE merchant_id = $1 ORDER BY first_seq`,
    merchantId,
  );
  expect(keys).toEqual([
    { key: 'default', at: '2027-02-01 10:15:00.000001+00' },
    { key: 'month', at: '2027-02-28 10:15:00.000001+00' },
    { key: 'month-2', at: '2027-02-28 10:15:00.000001+00' },
    { key: 'ever', at: 'infinity' },
    { key: 'observed', at: null },
    { key: 'of no policy', at: null },
  ]);
  const hours = await select(
    'SELECT hour::text, keys::int FROM expiry_hours WHERE merchant_id = $1 ORDER BY hour',
    merchantId,
  );
  expect(hours).toEqual([
    { hour: '2027-02-01 10:00:00+00', keys: 1 },
    { hour: '2027-02-28 10:00:00+00', keys: 2 },
  ]);
});

test('traffic counts attempts by minute and hour, of a merchant and of all', async () => {
  const merchantId = await newMerchant();
  const at = (time: string, over: Partial<LogEvent> & Pick<LogEvent, 'outcome'>) =>
    attempt(merchantId, { occurredAt: `2031-05-01T${time}Z`, latencyUs: 900, ...over });
  const paid = { outcome: 'executed', currency: 'EUR', amount: 999_999_999_999 };
  await log.append([
    at('10:00:00.000000', paid),
    at('10:00:59.999999', { outcome: 'replayed', currency: 'EUR', amount: 5 }),
    at('10:01:00.000000', { outcome: 'rate_limited', detail: { count: 40 } }),
    logEvent({
      merchantId,
      outcome: 'api_key.created',
      kind: 'system',
      occurredAt: '2031-05-01T10:00:00Z',
    }),
  ]);
  await log.append(Array.from({ length: 3 }, () => at('10:00:30.000000', paid)));
  for (const id of [merchantId, ALL_MERCHANTS]) {
    const rows = await select(
      `SELECT grain, to_char(bucket, 'HH24:MI') AS bucket, outcomes, amounts,
         (SELECT sum(n)::int FROM unnest(latency) n) AS timed, last_seq::int
       FROM traffic WHERE merchant_id = $1 AND bucket >= '2031-05-01' ORDER BY grain, bucket`,
      id,
    );
    const amounts = { EUR: '3999999999996' };
    expect(rows).toEqual([
      {
        grain: 'hour',
        bucket: '10:00',
        outcomes: { executed: 4, replayed: 1, rate_limited: 40 },
        amounts,
        timed: 6,
        last_seq: 7,
      },
      {
        grain: 'minute',
        bucket: '10:00',
        outcomes: { executed: 4, replayed: 1 },
        amounts,
        timed: 5,
        last_seq: 7,
      },
      {
        grain: 'minute',
        bucket: '10:01',
        outcomes: { rate_limited: 40 },
        amounts: {},
        timed: 1,
        last_seq: 3,
      },
    ]);
  }
});

test('a block has each value of a column once, from its first event to its last', async () => {
  const merchantId = await newMerchant();
  const event = (ip: string) =>
    logEvent({ merchantId, outcome: 'key_missing', ip, occurredAt: '2026-11-30T01:59:59Z' });
  await log.append([
    ...Array.from({ length: BLOCK_EVENTS }, (_, index) => event(index === 5 ? 'rare' : 'common')),
    event('common'),
  ]);
  await log.append([event('rare'), event('common')]);
  const blocks = await select(
    `SELECT value, block::int, first_seq::int AS first, last_seq::int AS last FROM event_blocks
     WHERE merchant_id = $1 AND field = 'ip' ORDER BY 1, 2`,
    merchantId,
  );
  expect(blocks).toEqual([
    { value: 'common', block: 0, first: 1, last: BLOCK_EVENTS },
    { value: 'common', block: 1, first: BLOCK_EVENTS + 1, last: BLOCK_EVENTS + 3 },
    { value: 'rare', block: 0, first: 6, last: 6 },
    { value: 'rare', block: 1, first: BLOCK_EVENTS + 2, last: BLOCK_EVENTS + 2 },
  ]);
});

test('one batch may hold events of several merchants with the same key', async () => {
  const merchants = [await newMerchant(), await newMerchant()];
  await log.append(
    merchants.flatMap((id) => [
      attempt(id, { outcome: 'executed', generation: 1 }),
      attempt(id, { outcome: 'replayed', generation: 1 }),
    ]),
  );
  const rows = await select(
    'SELECT merchant_id AS id, attempts::int FROM key_history WHERE merchant_id = ANY ($1) ORDER BY 1',
    merchants,
  );
  expect(rows).toEqual(merchants.sort().map((id) => ({ id, attempts: 2 })));
});

test('the database makes the same id of a key', async () => {
  const merchantId = await newMerchant();
  const keys = ['order-1', '\\', "it's", ...Array.from({ length: 200 }, () => uuidv7())];
  const rows = await select<{ id: string }>(
    `SELECT ${keyIdSql('$1::uuid', 'key')} AS id FROM unnest($2::text[]) AS key`,
    merchantId,
    keys,
  );
  expect(rows.map(({ id }) => id)).toEqual(keys.map((key) => keyId(merchantId, key)));
});
