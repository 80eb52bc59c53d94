import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { Cursors } from '@/lib/http/cursor';
import { uuidv7 } from '@/lib/http/uuid';
import { eventsQuery } from '../contract';
import { logEvent } from '../testing/log-events';
import { indexesOf, recorded } from '../testing/read-plans';
import { TestLog } from '../testing/test-log';
import { listEvents } from './list-events';

const CONFLICTS = 60;
/** For each of them: attempts of the customer, and as many conflicts of others. */
const ATTEMPTS_EACH = 10;

const merchantId = uuidv7();
let database: TestDatabase;
let log: TestLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = await TestLog.open(database);
  const event = { merchantId, outcome: 'executed', customerReference: 'cus_hot' };
  for (let at = 0; at < CONFLICTS; at += 1) {
    const each = Array.from({ length: ATTEMPTS_EACH }, (_, index) => `cus_${at}_${index}`);
    const outcome = 'payload_conflict';
    await log.append([
      ...each.map(() => logEvent(event)),
      ...each.map((customerReference) => logEvent({ ...event, outcome, customerReference })),
      logEvent({ ...event, outcome }),
    ]);
  }
  await withConnection(database.ownerUrl, (client) => client.query('ANALYZE events'));
});
afterAll(async () => {
  await log?.close();
  await database?.drop();
});

test('the conflicts of a customer are read by an index of them, past none of its other attempts', async () => {
  const { pool, statements } = recorded(database);
  const reader = { workPool: pool, cursors: new Cursors('a secret of the tests') };
  const asked = { customer_reference: 'cus_hot', outcome: 'payload_conflict', limit: '200' };
  const { body } = await listEvents(reader, merchantId, eventsQuery.parse(asked));
  const { data, next_cursor } = JSON.parse(String(body));
  expect(data).toHaveLength(CONFLICTS);
  expect(next_cursor).toBeNull();
  const page = statements.find(({ text }) => text.includes('leaf_hash'));
  if (page === undefined) throw new Error('no statement has read the page');
  expect(await indexesOf(database, page)).toEqual(new Set(['events_customer_conflicts']));
});
