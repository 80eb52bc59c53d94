import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import type { Pool } from '@/lib/database/connection';
import type { Statement } from '@/lib/database/session';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { Cursors } from '@/lib/http/cursor';
import { uuidv7 } from '@/lib/http/uuid';
import { boundsOf } from '../blocks/candidate-ranges';
import { accessQuery } from '../contract';
import { logEvent } from '../testing/log-events';
import { TestLog } from '../testing/test-log';
import { listAccess } from './list-access';

const READS = 60;
/** For each of them: attempts of the customer, and as many of others and reads of them. */
const ATTEMPTS_EACH = 10;
const EVENTS = READS * (1 + 3 * ATTEMPTS_EACH);

const merchantId = uuidv7();
let database: TestDatabase;
let log: TestLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = await TestLog.open(database);
  const event = { merchantId, outcome: 'executed', customerReference: 'cus_hot' };
  const read = { kind: 'system', outcome: 'payment.read', actor: 'per_1' } as const;
  for (let at = 0; at < READS; at += 1) {
    const each = Array.from({ length: ATTEMPTS_EACH }, (_, index) => `cus_${at}_${index}`);
    await log.append([
      ...each.map(() => logEvent(event)),
      ...each.map((customerReference) => logEvent({ ...event, customerReference })),
      ...each.map((customerReference) => logEvent({ ...event, ...read, customerReference })),
      logEvent({ ...event, ...read }),
    ]);
  }
  await withConnection(database.ownerUrl, (client) => client.query('ANALYZE events'));
});
afterAll(async () => {
  await log?.close();
  await database?.drop();
});

/** The database's pool, and what was run on it. */
function recorded(): { readonly pool: Pool; readonly statements: Statement[] } {
  const statements: Statement[] = [];
  const connect = async () => {
    const client: PoolClient = await database.pool.connect();
    const query = (statement: Statement) => {
      statements.push(statement);
      return client.query(statement);
    };
    return { query, release: (broken?: boolean) => client.release(broken) };
  };
  return { pool: { connect } as unknown as Pool, statements };
}

/** Indexes of the log that the statement reads rows by, under their own names, not their partitions'. */
async function indexesOf({ text, values }: Statement): Promise<Set<string>> {
  return await withConnection(database.ownerUrl, async (client) => {
    // As a log of this size would else be read whole.
    await client.query('SET enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ANALYZE ${text}`,
      values,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const scans = plan.matchAll(
      /Index (?:Only )?Scan(?: Backward)?(?: using| on) (events\S+) .*rows=([\d.]+) loops/g,
    );
    const read = [...scans].filter(([, , count]) => Number(count) > 0).map(([, name]) => name);
    const parents = await client.query<{ name: string }>(
      `SELECT inhparent::regclass::text AS name FROM pg_inherits WHERE inhrelid::regclass::text = ANY ($1)`,
      [read],
    );
    expect(parents.rows.length, plan).toBeGreaterThan(0);
    return new Set(parents.rows.map(({ name }) => name));
  });
}

test('what was done about a customer is read by an index of that, past none of its attempts', async () => {
  const { pool, statements } = recorded();
  const reader = { workPool: pool, cursors: new Cursors('a secret of the tests') };
  const query = { customer: 'cus_hot', actor: 'per_1', limit: '200' };
  const { body } = await listAccess(reader, merchantId, accessQuery.parse(query));
  const { data, next_cursor } = JSON.parse(String(body));
  expect(data).toHaveLength(READS);
  expect(next_cursor).toBeNull();
  const page = statements.find(({ text }) => text.includes('leaf_hash'));
  if (page === undefined) throw new Error('no statement has read the page');
  expect(await indexesOf(page)).toEqual(new Set(['events_system_customer']));
});

test('the system events of a span are found by their times', async () => {
  const { pool, statements } = recorded();
  const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 600_000).toISOString());
  const bounds = { first: 1, last: EVENTS };
  expect(await boundsOf(pool, merchantId, { from, to }, bounds)).toEqual(bounds);
  const [span] = statements;
  if (span === undefined) throw new Error('nothing was asked');
  expect(await indexesOf(span)).toEqual(new Set(['events_system_time']));
});
