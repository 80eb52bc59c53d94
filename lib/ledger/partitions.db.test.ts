import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { ensurePartitions } from './partitions';
import { startTail, waiting, writeAttempts } from './testing/tail-harness';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const asOwner = <Result>(work: (client: Client) => Promise<Result>) =>
  withConnection(database.ownerUrl, work);

async function partitions(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT inhrelid::regclass || ' ' || pg_get_expr(relpartbound, inhrelid) AS name
     FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'events'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** The month of that time and three more, UTC, as the test's own clock counts them. */
function expectedPartitions(at = new Date()): string[] {
  const start = (ahead: number) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead)).toISOString();
  return [0, 1, 2, 3].map((ahead) => {
    const bound = (text: string) => `'${text.slice(0, 10)} 00:00:00+00'`;
    const name = `events_${start(ahead).slice(0, 7).replace('-', '_')}`;
    return `${name} FOR VALUES FROM (${bound(start(ahead))}) TO (${bound(start(ahead + 1))})`;
  });
}

test('an opened database has this month and three ahead; a missing one is made again, once', async () => {
  const openedAt = new Date(inject('testServer').openedAtMs);
  expect(await asOwner(partitions)).toEqual(expectedPartitions(openedAt));
  // Another month may have begun since.
  await asOwner(ensurePartitions);
  const [last = ''] = expectedPartitions().slice(-1);
  const [name = ''] = last.split(' ');
  await asOwner((client) => client.query(`DROP TABLE ${name}`));
  const made = await Promise.all([1, 2, 3].map(() => asOwner(ensurePartitions)));
  expect(made.flat()).toEqual([name]);
  expect((await asOwner(partitions)).slice(-4)).toEqual(expectedPartitions());
  const { rows } = await asOwner((client) =>
    client.query(
      `SELECT count(*) FILTER (WHERE indrelid = 'events'::regclass) AS parent,
         count(*) FILTER (WHERE indrelid = $1::regclass) AS partition FROM pg_index`,
      [name],
    ),
  );
  expect(rows[0].partition).toBe(rows[0].parent);
});

describe('nobody changes the log', () => {
  beforeAll(async () => {
    await writeAttempts(database.pool, uuidv7(), 3);
    const tail = startTail(database.ownerUrl);
    await vi.waitUntil(async () => (await waiting(database)) === 0, { timeout: 20_000 });
    await tail.stop();
  });

  const [month = ''] = expectedPartitions()[0]?.split(' ') ?? [];
  const change = (table: string) => [
    `UPDATE ${table} SET outcome = 'x'`,
    `DELETE FROM ${table}`,
    `TRUNCATE ${table}`,
    `ALTER TABLE ${table} ADD COLUMN x int`,
    `DROP TABLE ${table}`,
    `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
    `MERGE INTO ${table} e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE`,
  ];
  const refused = /permission denied|must be owner/;

  test.each([
    ...change('events'),
    ...change(month),
    'INSERT INTO events DEFAULT VALUES',
    `INSERT INTO ${month} DEFAULT VALUES`,
    `SELECT FROM ${month}`,
    `ALTER TABLE events DETACH PARTITION ${month}`,
    'COPY events FROM STDIN',
    'UPDATE ledger_heads SET size = 0',
    'DELETE FROM ledger_nodes',
    'UPDATE checkpoints SET root = note::bytea',
    'DELETE FROM checkpoints',
    'UPDATE ledger_lease SET token = 0',
    'SELECT wrapped_key FROM signing_keys',
    'SELECT * FROM signing_keys',
    'UPDATE signing_keys SET retired_at = NULL',
    'SET session_replication_role = replica',
  ])('as the ingest: %s', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toThrow(refused);
  });

  test.each([
    ...change('events'),
    ...change(month),
    `INSERT INTO ${month} DEFAULT VALUES`,
    'DELETE FROM ledger_nodes',
    "UPDATE ledger_nodes SET hash = ''",
    'DELETE FROM ledger_heads',
    'UPDATE checkpoints SET root = note::bytea',
    'DELETE FROM checkpoints',
    "UPDATE signing_keys SET public_key = ''",
    'DELETE FROM signing_keys',
    'SET session_replication_role = replica',
  ])('as the tail: %s', async (statement) => {
    await asOwner(async (client) => {
      await client.query('SET ROLE onceover_tail');
      await expect(client.query(statement)).rejects.toThrow(refused);
    });
  });

  test('and the events are still there', async () => {
    const { rowCount } = await database.pool.query("SELECT FROM events WHERE kind = 'attempt'");
    expect(rowCount).toBe(3);
  });
});
