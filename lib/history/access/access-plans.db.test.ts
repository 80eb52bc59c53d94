import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { Cursors } from '@/lib/http/cursor';
import { uuidv7 } from '@/lib/http/uuid';
import { boundsOf } from '../blocks/candidate-ranges';
import { accessQuery } from '../contract';
import { logEvent } from '../testing/log-events';
import { indexesOf, recorded } from '../testing/read-plans';
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

test('what was done about a customer is read by an index of that, past none of its attempts', async () => {
  const { pool, statements } = recorded(database);
  const reader = { workPool: pool, cursors: new Cursors('a secret of the tests') };
  const query = { customer: 'cus_hot', actor: 'per_1', limit: '200' };
  const { body } = await listAccess(reader, merchantId, accessQuery.parse(query));
  const { data, next_cursor } = JSON.parse(String(body));
  expect(data).toHaveLength(READS);
  expect(next_cursor).toBeNull();
  const page = statements.find(({ text }) => text.includes('leaf_hash'));
  if (page === undefined) throw new Error('no statement has read the page');
  expect(await indexesOf(database, page)).toEqual(new Set(['events_system_customer']));
});

test('the system events of a span are found by their times', async () => {
  const { pool, statements } = recorded(database);
  const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 600_000).toISOString());
  const bounds = { first: 1, last: EVENTS };
  expect(await boundsOf(pool, merchantId, { from, to }, bounds)).toEqual(bounds);
  const [span] = statements;
  if (span === undefined) throw new Error('nothing was asked');
  expect(await indexesOf(database, span)).toEqual(new Set(['events_system_time']));
});
