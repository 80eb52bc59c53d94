import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartError } from '@/lib/config/errors';
import { withConnection } from './connect';
import { applyMigrations } from './migrations';
import { createTestDatabase, type TestDatabase } from './testing/database';

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  folder = mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

function write(name: string, sql: string): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, 'migration.sql'), sql);
}

function migrate(): Promise<string[]> {
  return withConnection(database.ownerUrl, (client) =>
    applyMigrations(client, folder, () => undefined),
  );
}

async function recorded(): Promise<Record<string, unknown>[]> {
  return await withConnection(database.ownerUrl, async (client) => {
    const { rows } = await client.query(`
      SELECT migration_name, checksum, applied_steps_count AS steps, logs,
             finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back
      FROM _prisma_migrations ORDER BY started_at`);
    return rows;
  });
}

async function tables(): Promise<string[]> {
  return await withConnection(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ relname: string }>(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    );
    return rows.map(({ relname }) => relname).sort();
  });
}

async function refusal(): Promise<string> {
  const error: unknown = await migrate().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  if (!(error instanceof StartError)) throw new Error('it migrated');
  expect(error.message).not.toContain('\n');
  return error.message;
}

test('applies what is missing, in the order of the names, and records it as Prisma does', async () => {
  write('2_second', 'ALTER TABLE a ADD COLUMN y text; -- é\nINSERT INTO a VALUES (1);');
  write('1_first', 'CREATE TABLE a (x int);');
  writeFileSync(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"');
  expect(await migrate()).toEqual(['1_first', '2_second']);
  const sum = (sql: string) => createHash('sha256').update(sql).digest('hex');
  const common = { steps: 1, logs: null, finished: true, rolled_back: false };
  expect(await recorded()).toEqual([
    { migration_name: '1_first', checksum: sum('CREATE TABLE a (x int);'), ...common },
    {
      migration_name: '2_second',
      checksum: sum('ALTER TABLE a ADD COLUMN y text; -- é\nINSERT INTO a VALUES (1);'),
      ...common,
    },
  ]);
  write('3_third', 'CREATE TABLE b ();');
  expect(await migrate()).toEqual(['3_third']);
  expect(await migrate()).toEqual([]);
  expect(await tables()).toEqual(['_prisma_migrations', 'a', 'b']);
});

test('four starters at once: each migration is applied once', async () => {
  write('1_first', 'CREATE TABLE a (x int); SELECT pg_sleep(0.2); INSERT INTO a VALUES (1);');
  write('2_second', 'INSERT INTO a VALUES (2);');
  const applied = await Promise.all([migrate(), migrate(), migrate(), migrate()]);
  expect(applied.flat().sort()).toEqual(['1_first', '2_second']);
  await withConnection(database.ownerUrl, async (client) => {
    expect((await client.query('SELECT x FROM a ORDER BY x')).rows).toEqual([{ x: 1 }, { x: 2 }]);
  });
});

test('a failure leaves nothing of its migration, is recorded, and stands in the way with a remedy', async () => {
  write('1_first', 'CREATE TABLE a (x int); CREATE TABLE a (x int);');
  expect(await refusal()).toContain('relation "a" already exists');
  expect(await tables()).toEqual(['_prisma_migrations']);
  expect(await recorded()).toMatchObject([
    { migration_name: '1_first', steps: 0, finished: false, logs: 'relation "a" already exists' },
  ]);
  write('1_first', 'CREATE TABLE a (x int);');
  const remedy = /"(UPDATE .*)"/.exec(await refusal())?.[1] ?? '';
  expect(await tables()).toEqual(['_prisma_migrations']);
  await withConnection(database.ownerUrl, (client) => client.query(remedy));
  expect(await migrate()).toEqual(['1_first']);
  expect(await migrate()).toEqual([]);
});

test('what stops for a passing reason is not recorded: the next start does it again', async () => {
  write('1_first', 'CREATE TABLE a (x int); SELECT pg_terminate_backend(pg_backend_pid());');
  await expect(migrate()).rejects.toThrow();
  expect(await recorded()).toEqual([]);
  write('1_first', 'CREATE TABLE a (x int);');
  expect(await migrate()).toEqual(['1_first']);
});

test('a file that was changed after it was applied is refused', async () => {
  write('1_first', 'CREATE TABLE a (x int);');
  await migrate();
  write('1_first', 'CREATE TABLE a (x int); ');
  write('2_second', 'CREATE TABLE b ();');
  expect(await refusal()).toContain('1_first');
  expect(await tables()).toEqual(['_prisma_migrations', 'a']);
});

test('a migration that a newer release has applied is no hindrance', async () => {
  write('1_first', 'CREATE TABLE a (x int);');
  write('2_newer', 'CREATE TABLE b ();');
  await migrate();
  rmSync(path.join(folder, '2_newer'), { recursive: true });
  expect(await migrate()).toEqual([]);
});

test('a folder without its migration.sql is named', async () => {
  mkdirSync(path.join(folder, '1_first'));
  expect(await refusal()).toContain('1_first');
});
