import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { withConnection } from './connect';
import { createPool } from './pool';
import { createTestDatabase, type TestDatabase } from './testing/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const options = {
  size: 2,
  applicationName: 'pool-test',
  statementTimeoutMs: 1234,
  lockTimeoutMs: 99,
};

/** A session may end others of its own login. */
async function terminateAll(): Promise<void> {
  await withConnection(database.url, (client) =>
    client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [options.applicationName],
    ),
  );
}

test('every connection has its settings from the start, whatever the URL says', async () => {
  const url = `${database.url}?options=${encodeURIComponent('-c statement_timeout=7 -c TimeZone=Asia/Tokyo -c geqo=off')}`;
  const pool = createPool(url, { ...options, settings: { jit: 'off' } });
  const names = [
    'TimeZone',
    'statement_timeout',
    'lock_timeout',
    'idle_in_transaction_session_timeout',
    'default_transaction_isolation',
    'jit',
    'geqo',
    'application_name',
  ];
  const { rows } = await pool.query(
    'SELECT array(SELECT current_setting(n) FROM unnest($1::text[]) n) AS v',
    [names],
  );
  await pool.end();
  expect(rows[0].v).toEqual([
    'UTC',
    '1234ms',
    '99ms',
    '5s',
    'read committed',
    'off',
    'off',
    'pool-test',
  ]);
});

test('a connection that breaks, idle or between two queries, does not end the process', async () => {
  const lost: Error[] = [];
  const pool = createPool(database.url, { ...options, onIdleError: (error) => lost.push(error) });
  const [busy, idle] = await Promise.all([pool.connect(), pool.connect()]);
  idle.release();
  await busy.query('BEGIN');
  await terminateAll();
  await vi.waitFor(() => expect(lost).toHaveLength(1), 10_000);
  await expect(busy.query('SELECT 1')).rejects.toThrow();
  busy.release(true);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('nobody listening is an error within two seconds or so, not a wait', async () => {
  const pool = createPool('postgres://u@127.0.0.1:1/d', options);
  await expect(pool.query('SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await pool.end();
});
