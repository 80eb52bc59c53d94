import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing/database';

/**
 * The rules by which one PostgreSQL can become many (design.md, Scale), read from the catalog of a
 * migrated database. graphile_worker has a schema of its own; Prisma's table and the people who sign
 * in, which belong to no merchant, are exempt by name.
 */
const EXEMPT = [
  '_prisma_migrations',
  'auth_users',
  'auth_accounts',
  // Found by the person, whatever the merchant; a session and a throttle belong to no merchant at all.
  'auth_grants',
  'auth_sessions',
  'auth_verifications',
  'auth_invitations',
  'auth_throttles',
  'auth_totps',
  'auth_recovery_codes',
  'auth_passkeys',
  'auth_used_challenges',
];

/** Looked up before the merchant is known, or by the relay over all merchants. */
const EXEMPT_INDEXES = ['api_keys_prefix', 'jobs_waiting'];

const OURS = `c.relnamespace = 'public'::regnamespace AND c.relname <> ALL ($1)`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function names(text: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(text, [EXEMPT]);
  return rows.map((row) => row.name);
}

test('the rules look at every table of ours', async () => {
  const tables = await names(
    `SELECT relname AS name FROM pg_class c WHERE ${OURS} AND relkind IN ('r', 'p') ORDER BY 1`,
  );
  expect(tables).toEqual(
    expect.arrayContaining(['idempotency_keys', 'outbox', 'payments', 'evidence', 'merchants']),
  );
});

test('every primary key, unique constraint, foreign key and index begins with merchant_id', async () => {
  const constraints = await names(
    `SELECT conname AS name FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
     WHERE ${OURS} AND contype IN ('p', 'u', 'f') AND conkey[1] <> (
       SELECT attnum FROM pg_attribute WHERE attrelid = conrelid AND attname = 'merchant_id')`,
  );
  expect(constraints).toEqual([]);
  const indexes = await names(
    `SELECT i.relname AS name FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
     JOIN pg_class i ON i.oid = x.indexrelid
     WHERE ${OURS} AND x.indkey[0] IS DISTINCT FROM (
       SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attname = 'merchant_id')
     ORDER BY 1`,
  );
  expect(indexes).toEqual(EXEMPT_INDEXES);
});

test('every table has a merchant_id of one type, never null, and a primary key', async () => {
  const tables = await names(
    `SELECT relname AS name FROM pg_class c WHERE ${OURS} AND relkind IN ('r', 'p') AND NOT (
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'merchant_id'
         AND a.attnotnull AND a.atttypid = 'uuid'::regtype)
       AND EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'p'))`,
  );
  expect(tables).toEqual([]);
});

test('no sequence, identity, trigger, rule or inheritance decides anything', async () => {
  const sequences = await names(
    `SELECT relname AS name FROM pg_class c WHERE ${OURS} AND relkind = 'S'`,
  );
  const triggers = await names(
    `SELECT tgname AS name FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
     WHERE ${OURS} AND NOT tgisinternal`,
  );
  const rules = await names(
    `SELECT rulename AS name FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class WHERE ${OURS}`,
  );
  const children = await names(
    `SELECT c.relname AS name FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
     WHERE ${OURS} AND NOT c.relispartition`,
  );
  expect([...sequences, ...triggers, ...rules, ...children]).toEqual([]);
});

test('the key table is never partitioned by time', async () => {
  const partitioned = await names(
    `SELECT relname AS name FROM pg_class c JOIN pg_partitioned_table p ON p.partrelid = c.oid
     WHERE ${OURS} AND relname = 'idempotency_keys' AND partstrat <> 'h'`,
  );
  expect(partitioned).toEqual([]);
});

test('every time has a time zone, and every id of ours is made by the app', async () => {
  const columns = await names(
    `SELECT c.relname || '.' || attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
     WHERE ${OURS} AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped AND (
       atttypid = 'timestamp'::regtype
       OR attname LIKE '%\\_id' AND (atttypid <> 'uuid'::regtype OR atthasdef))`,
  );
  expect(columns).toEqual([]);
});
