import { createHash, hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { reportObservations } from './report-observations';

let database: TestDatabase;
let merchantId: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  merchantId = uuidv7();
});

function observation(id: string, over: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    occurred_at: '2026-11-20T10:15:30.482913Z',
    operation: 'POST /charges',
    outcome: 'executed',
    ...over,
  };
}

function report(...observations: unknown[]) {
  const reporter = { merchantId, apiKeyId: uuidv7(), requestId: uuidv7() };
  return reportObservations(database.pool, reporter, observations);
}

async function outbox() {
  const { rows } = await database.pool.query<{
    event_id: string;
    occurred_at: string;
    outcome: string;
    record: Record<string, unknown>;
  }>(
    `SELECT event_id, to_char(occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS occurred_at, outcome,
       record FROM outbox WHERE merchant_id = $1 ORDER BY json_extract_path_text(record, 'observation_id')`,
    [merchantId],
  );
  return rows;
}

test('an observation is an event when it happened, to the microsecond, with its source', async () => {
  const result = await report(
    observation('a', { amount: 5, currency: 'EUR', latency_ms: 1.5, client_id: null, ip: '::1' }),
  );
  expect(result).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  const [event] = await outbox();
  expect(event).toMatchObject({
    occurred_at: '2026-11-20T10:15:30.482913Z',
    outcome: 'executed',
    record: {
      kind: 'attempt',
      source: 'observed',
      operation: 'POST /charges',
      amount: 5,
      currency: 'EUR',
      latency_ms: 1.5,
      client_id: null,
      ip: '::1',
      observation_id: 'a',
    },
  });
});

test('an id is taken once: within a report, in a later one, and when the tail has moved its event', async () => {
  const twice = await report(observation('a'), observation('b'), observation('a'));
  expect(twice).toEqual({ accepted: 2, duplicates: 1, rejected: [] });
  expect(await report(observation('b', { outcome: 'replayed' }), observation('c'))).toEqual({
    accepted: 1,
    duplicates: 1,
    rejected: [],
  });
  expect((await outbox()).map(({ outcome }) => outcome)).toEqual([
    'executed',
    'executed',
    'executed',
  ]);
  await withConnection(database.ownerUrl, (client) =>
    client.query('DELETE FROM outbox WHERE merchant_id = $1', [merchantId]),
  );
  expect(await report(observation('a'))).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
  expect(await outbox()).toEqual([]);
});

test("another merchant's id is another id", async () => {
  await report(observation('a'));
  merchantId = uuidv7();
  expect(await report(observation('a'))).toMatchObject({ accepted: 1 });
});

test('reports that race and overlap take each id once, whatever their order', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => `r${index}`);
  const orders = [
    ids,
    [...ids].reverse(),
    ids.slice(150),
    [...ids.slice(100), ...ids.slice(0, 100)],
  ];
  const results = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      report(...(orders[index % orders.length] ?? []).map((id) => observation(id))),
    ),
  );
  expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(300);
  expect(await outbox()).toHaveLength(300);
});

test('two reports of the same ids in opposite order wait for each other, not for ever', async () => {
  await withConnection(database.ownerUrl, async (other) => {
    await other.query('BEGIN');
    const held = createHash('sha256').update(`observation\n${merchantId}\nheld`).digest();
    await other.query('INSERT INTO observation_ids (merchant_id, id_hash) VALUES ($1, $2)', [
      merchantId,
      held,
    ]);
    const ids = ['first', 'held', 'last'];
    const reports = [ids, [...ids].reverse()].map((order) =>
      report(...order.map((id) => observation(id))),
    );
    await vi.waitFor(async () => {
      const { rows } = await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database()
           AND wait_event_type = 'Lock' AND query LIKE '%observation_ids%'`,
      );
      expect(rows).toHaveLength(2);
    }, 10_000);
    await other.query('ROLLBACK');
    const results = await Promise.all(reports);
    expect(results.map(({ accepted }) => accepted).sort()).toEqual([0, 3]);
  });
});

test('the future by the clock of the database is refused, a minute of difference is not', async () => {
  const { rows } = await database.pool.query<{ soon: Date; later: Date }>(
    "SELECT now() + interval '30 seconds' AS soon, now() + interval '10 minutes' AS later",
  );
  const { soon, later } = rows[0] as (typeof rows)[number];
  const result = await report(
    observation('later', { occurred_at: later.toISOString() }),
    observation('soon', { occurred_at: soon.toISOString() }),
  );
  expect(result).toEqual({
    accepted: 1,
    duplicates: 0,
    rejected: [{ index: 0, detail: '/occurred_at: must not be in the future' }],
  });
  // Its id is free: it may be reported once it has happened.
  expect(await report(observation('later'))).toMatchObject({ accepted: 1 });
});

test('what PostgreSQL keeps at the ends of time is taken, in any offset', async () => {
  const times = [
    '0001-01-01T00:00:00Z',
    '2026-11-20T10:15:30+14:00',
    '1999-12-31T23:59:59.9999999Z',
  ];
  const result = await report(
    ...times.map((occurred_at, id) => observation(`${id}`, { occurred_at })),
  );
  expect(result.accepted).toBe(3);
  expect((await outbox()).map((row) => row.occurred_at)).toEqual([
    '0001-01-01T00:00:00.000000Z',
    '2026-11-19T20:15:30.000000Z',
    '2000-01-01T00:00:00.000000Z',
  ]);
});

test('a body is kept as its fingerprint alone: the same for every spelling of it', async () => {
  const secret = 'value-that-stays-outside';
  const canonical = `{"a":${JSON.stringify(secret)},"b":[1,null]}`;
  await report(
    observation('a', { body: { b: [1, null], a: secret } }),
    observation('b', { fingerprint: 'ab'.repeat(32), body: null }),
    observation('c', { body: 0 }),
    observation('d'),
  );
  const records = (await outbox()).map(({ record }) => record);
  expect(records.map(({ fingerprint }) => fingerprint)).toEqual([
    hash('sha256', canonical, 'hex'),
    'ab'.repeat(32),
    hash('sha256', '0', 'hex'),
    undefined,
  ]);
  expect(JSON.stringify(records)).not.toContain(secret);
});

test('a record that does not fit is told by its place, and holds no other up', async () => {
  const wrong: [over: Record<string, unknown> | string, pointer: string][] = [
    [{ outcome: 'paid' }, '/outcome'],
    [{ operation: '' }, '/operation'],
    [{ operation: 'x'.repeat(101) }, '/operation'],
    [{ id: 'x'.repeat(256) }, '/id'],
    [{ occurred_at: '10000-01-01T00:00:00Z' }, '/occurred_at'],
    [{ occurred_at: 'yesterday' }, '/occurred_at'],
    [{ fingerprint: 'AB' }, '/fingerprint'],
    [{ fingerprint: 'ab'.repeat(32), body: {} }, '/body'],
    [{ amount: 1.5 }, '/amount'],
    [{ currency: 'EURO' }, '/currency'],
    [{ ip: '300.1.1.1' }, '/ip'],
    [{ http_status: 99 }, '/http_status'],
    [{ latency_ms: -1 }, '/latency_ms'],
    [{ customer_reference: 'a\u0007' }, '/customer_reference'],
    [{ source: 'ingest' }, '/source'],
    [{ seq: 1 }, '/seq'],
    ['no object', 'The body'],
  ];
  const records = wrong.map(([over], index) =>
    typeof over === 'string' ? over : observation(`wrong-${index}`, over),
  );
  const result = await report(...records, observation('good'));
  expect(result).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(result.rejected.map(({ index, detail }) => [index, detail.split(':')[0]])).toEqual(
    wrong.map(([, pointer], index) => [index, pointer]),
  );
  expect(await outbox()).toHaveLength(1);
});
