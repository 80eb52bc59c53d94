import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PrismaClient } from '@/lib/database/connection';
import { createPrisma } from '@/lib/database/prisma-client';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { leastUuidv7, uuidv7 } from '@/lib/http/uuid';
import { scanPayments } from './scan-payments';
import type { PaymentFilter } from './store';

const PAYMENTS = 45_000;
const RARE_AMOUNT = 777;
/** The first, the newest, and some that stand where parts of the list meet. */
const RARE_PLACES = [0, 8_999, 9_000, 38_999, 39_000, 42_999, 43_000, PAYMENTS - 1];
/** One minute apart, so that times tell where they stand. */
const FIRST_AT = Date.UTC(2026, 9, 1);

const merchantId = uuidv7();
let database: TestDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  prisma = createPrisma(database.pool);
  await database.pool.query(
    `INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency,
       customer_reference, fingerprint, client_id, ip, created_at)
     SELECT $1, CAST(lpad(to_hex($2::bigint + place::bigint * 60000), 12, '0') || '7' ||
         substr(md5(place::text), 1, 19) AS uuid),
       gen_random_uuid(), CASE WHEN place = ANY ($3::int[]) THEN $4::int ELSE 100 END, 'EUR',
       'cus_1', '\\x00', $1, '127.0.0.1',
       to_timestamp(($2::bigint + place::bigint * 60000) / 1000.0)
     FROM generate_series(0, $5::int - 1) AS place`,
    [merchantId, FIRST_AT, RARE_PLACES, RARE_AMOUNT, PAYMENTS],
  );
});

afterAll(async () => {
  await database?.drop();
});

/** The places of all that fits, page by page, and how many pages that took. */
async function placesOf(filter: PaymentFilter, limit = 3) {
  const places: number[] = [];
  let before: string | undefined;
  let pages = 0;
  do {
    const page = await scanPayments(prisma, merchantId, { before, limit }, filter);
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    places.push(...page.rows.map((row) => (row.createdAt.getTime() - FIRST_AT) / 60_000));
    before = page.resumeBefore;
    pages += 1;
  } while (before !== undefined);
  return { places, pages };
}

test('what a filter finds only far back is found, by pages that look at so much each', async () => {
  const { places, pages } = await placesOf({ amount: RARE_AMOUNT });
  expect(places).toEqual([...RARE_PLACES].reverse());
  expect(pages).toBeGreaterThan(2);
  const nothing = await placesOf({ amount: 12_345 });
  expect(nothing).toEqual({ places: [], pages: 8 });
});

test('a span of time is found without a look at all that is newer', async () => {
  const [from, to] = [10_000, 10_005].map((place) =>
    new Date(FIRST_AT + place * 60_000).toISOString(),
  );
  const found = { places: [10_004, 10_003, 10_002, 10_001, 10_000], pages: 2 };
  expect(await placesOf({ from, to })).toEqual(found);
  expect(await placesOf({ from, to, currency: 'EUR' })).toEqual(found);
  expect(await placesOf({ from, to, amount: RARE_AMOUNT })).toEqual({ places: [], pages: 1 });
});

test('a payment is in the span that the database dates it in, whatever time its id has', async () => {
  const [other, atMs] = [uuidv7(), FIRST_AT + 500 * 60_000];
  // By instances a little ahead and behind, and after a wait.
  const madeMs = [-50_000, -1, 59_000, 3_000_000].map((agoMs) => atMs - agoMs);
  const at = new Date(atMs).toISOString();
  await database.pool.query(
    `INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency,
       customer_reference, fingerprint, client_id, ip, created_at)
     SELECT $1, id, gen_random_uuid(), 100, 'EUR', 'cus_1', '\\x00', $1, '127.0.0.1', $3
     FROM unnest($2::uuid[]) AS id`,
    [other, madeMs.map((ms) => leastUuidv7(ms)), at],
  );
  const page = { before: undefined, limit: 10 };
  const after = new Date(atMs + 1).toISOString();
  for (const filter of [{ from: at }, { to: after }, { from: at, to: after }]) {
    expect((await scanPayments(prisma, other, page, filter)).rows).toHaveLength(4);
  }
  for (const filter of [{ from: after }, { to: at }]) {
    expect((await scanPayments(prisma, other, page, filter)).rows).toHaveLength(0);
  }
});
