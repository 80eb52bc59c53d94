import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import type { ApiResponse } from '@/lib/http/api-message';
import { Cursors } from '@/lib/http/cursor';
import { uuidv7 } from '@/lib/http/uuid';
import { listAccess } from './access/list-access';
import { boundsOf } from './blocks/candidate-ranges';
import { accessQuery, eventsQuery } from './contract';
import { listEvents } from './events/list-events';
import type { HistoryReader } from './history-reader';
import { logEvent } from './testing/log-events';
import { indexesOf, recorded } from './testing/read-plans';
import { TestLog } from './testing/test-log';

/** Reads of the customer, and conflicts. */
const RARE = 60;
/** For each of them: attempts of the customer, and as many of others, reads of them and their conflicts. */
const OFTEN = 10;
const EVENTS = RARE * (2 + 4 * OFTEN);

const merchantId = uuidv7();
let database: TestDatabase;
let log: TestLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = await TestLog.open(database);
  const event = { merchantId, outcome: 'executed', customerReference: 'cus_hot' };
  const read = { kind: 'system', outcome: 'payment.read', actor: 'per_1' } as const;
  const conflict = { outcome: 'payload_conflict' };
  for (let at = 0; at < RARE; at += 1) {
    const each = Array.from({ length: OFTEN }, (_, index) => `cus_${at}_${index}`);
    await log.append([
      ...each.map(() => logEvent(event)),
      ...each.map((customerReference) => logEvent({ ...event, customerReference })),
      ...each.map((customerReference) => logEvent({ ...event, ...read, customerReference })),
      ...each.map((customerReference) => logEvent({ ...event, ...conflict, customerReference })),
      logEvent({ ...event, ...read }),
      logEvent({ ...event, ...conflict }),
    ]);
  }
  await withConnection(database.ownerUrl, (client) => client.query('ANALYZE events'));
});
afterAll(async () => {
  await log?.close();
  await database?.drop();
});

const rare: [what: string, index: string, read: (reader: HistoryReader) => Promise<ApiResponse>][] =
  [
    [
      'what was done about a customer',
      'events_system_customer',
      (reader) => {
        const query = { customer: 'cus_hot', actor: 'per_1', limit: '200' };
        return listAccess(reader, merchantId, accessQuery.parse(query));
      },
    ],
    [
      'the conflicts of a customer',
      'events_customer_conflicts',
      (reader) => {
        const query = { customer_reference: 'cus_hot', outcome: 'payload_conflict', limit: '200' };
        return listEvents(reader, merchantId, eventsQuery.parse(query));
      },
    ],
  ];

test.each(rare)(
  '%s: read by the index %s, past none of its other attempts',
  async (_, index, read) => {
    const { pool, statements } = recorded(database);
    const { body } = await read({ workPool: pool, cursors: new Cursors('a secret of the tests') });
    const { data, next_cursor } = JSON.parse(String(body));
    expect(data).toHaveLength(RARE);
    expect(next_cursor).toBeNull();
    const page = statements.find(({ text }) => text.includes('leaf_hash'));
    if (page === undefined) throw new Error('no statement has read the page');
    expect(await indexesOf(database, page)).toEqual(new Set([index]));
  },
);

test('the system events of a span are found by their times', async () => {
  const { pool, statements } = recorded(database);
  const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 600_000).toISOString());
  const bounds = { first: 1, last: EVENTS };
  expect(await boundsOf(pool, merchantId, { from, to }, bounds)).toEqual(bounds);
  const [span] = statements;
  if (span === undefined) throw new Error('nothing was asked');
  expect(await indexesOf(database, span)).toEqual(new Set(['events_system_time']));
});
