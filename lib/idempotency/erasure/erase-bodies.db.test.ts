import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { eraseBodies } from './erase-bodies';

const CUSTOMER = 'cus_paged';

let database: TestDatabase;
let ownerPool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  ownerPool = createPool(database.ownerUrl, {
    size: 1,
    applicationName: 'erase-bodies-test',
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
});
afterAll(async () => {
  await ownerPool.end();
  await database.drop();
});

test.each([1, 2, 3, 4])(
  'of pages of %i rows none leaves a part of an event behind',
  async (pageRows) => {
    const merchantId = uuidv7();
    const bodies = [CUSTOMER, 'cus_stays', CUSTOMER, CUSTOMER].map((customer_reference) =>
      JSON.stringify({ amount: 1, customer_reference }),
    );
    await ownerPool.query(
      `INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
     SELECT $1, id, part, body, 'infinity' FROM unnest($2::uuid[], $3::text[]) AS i(id, body),
       unnest('{request,response}'::text[]) AS part`,
      [merchantId, bodies.map(() => uuidv7()), bodies],
    );
    const target = { merchantId, customer: CUSTOMER };
    expect(await eraseBodies(ownerPool, target, pageRows)).toBe(6);
    const { rows } = await ownerPool.query(
      'SELECT part, body FROM evidence WHERE merchant_id = $1 ORDER BY part',
      [merchantId],
    );
    expect(rows).toEqual([
      { part: 'request', body: bodies[1] },
      { part: 'response', body: bodies[1] },
    ]);
  },
);
