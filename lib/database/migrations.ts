import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from 'pg';
import { isCode } from '@/lib/config/durable-file';
import { StartError } from '@/lib/config/errors';

/** The advisory lock that `prisma migrate deploy` takes. */
const PRISMA_LOCK = 72_707_369;
const LOCK_WAIT_MS = 600_000;

/** As Prisma creates it. */
const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  varchar(36) PRIMARY KEY NOT NULL,
    checksum            varchar(64) NOT NULL,
    finished_at         timestamptz,
    migration_name      varchar(255) NOT NULL,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

interface Migration {
  readonly name: string;
  readonly script: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly checksum: string;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
  readonly logs: string | null;
}

/**
 * Applies what `folder` (as `prisma/migrations`) holds and the database lacks, in the order of the
 * names, each in a transaction of its own, into the table that `prisma migrate deploy` uses; of
 * several starters at once one does it and the others wait. Returns the names it applied. Throws
 * StartError for an applied migration that was changed, for one that failed, now or earlier.
 */
export async function applyMigrations(
  client: Client,
  folder: string,
  say: (step: string) => void,
): Promise<string[]> {
  const migrations = readMigrations(folder);
  await lock(client);
  try {
    await client.query(CREATE_TABLE);
    const applied = await readApplied(client);
    const pending = migrations.filter((migration) => !isApplied(migration, applied));
    for (const migration of pending) {
      say(`applying migration ${migration.name}`);
      await apply(client, migration);
    }
    return pending.map((migration) => migration.name);
  } finally {
    await unlock(client);
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return names.map((name) => {
    const script = readScript(folder, name);
    return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
  });
}

function readScript(folder: string, name: string): string {
  try {
    return readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    throw new StartError(
      `prisma/migrations/${name} has no migration.sql: restore the file or remove the folder`,
      { cause: error },
    );
  }
}

async function lock(client: Client): Promise<void> {
  try {
    await client.query(`SET lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query('SET lock_timeout = 0');
  } catch (error) {
    if (!isCode(error, '55P03')) throw error;
    throw new StartError(
      'another process has been migrating this database for ten minutes: see pg_stat_activity, then start again',
      { cause: error },
    );
  }
}

/** A broken connection has given its locks back already, and its own error matters more. */
async function unlock(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK]).catch(() => undefined);
}

async function readApplied(client: Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(`
    SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, logs
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  const failed = rows.find((row) => !row.finished);
  if (failed !== undefined) throw failedEarlier(failed);
  return rows;
}

function failedEarlier({ migration_name: name, logs }: Applied): StartError {
  const reason = logs?.split('\n')[0] ?? 'it was interrupted';
  return new StartError(
    `migration ${name} failed earlier (${reason}): mend what stopped it, then run "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${name}' AND finished_at IS NULL" and start again`,
  );
}

function isApplied(migration: Migration, applied: readonly Applied[]): boolean {
  const row = applied.find(({ migration_name }) => migration_name === migration.name);
  if (row === undefined) return false;
  if (row.checksum === migration.checksum) return true;
  throw new StartError(
    `prisma/migrations/${migration.name}/migration.sql was changed after this database had applied it: restore the file and put the change into a new migration`,
  );
}

/**
 * The row commits with what the script did, so that a process killed in between leaves neither, and
 * the next start simply does it again.
 */
async function apply(client: Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  try {
    await client.query('BEGIN');
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)',
      [id, migration.checksum, migration.name],
    );
    await client.query(migration.script);
    await client.query(
      'UPDATE _prisma_migrations SET applied_steps_count = 1, finished_at = clock_timestamp() WHERE id = $1',
      [id],
    );
    await client.query('COMMIT');
  } catch (error) {
    if (!isScriptsFault(error)) throw error;
    await client.query('ROLLBACK');
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)',
      [id, migration.checksum, migration.name, error.message],
    );
    throw new StartError(
      `migration ${migration.name} failed and left nothing behind: ${error.message.split('\n')[0]}`,
      { cause: error },
    );
  }
}

/** Not a lost connection, a full disk, a lock or a shutdown: those pass, and the next start retries. */
function isScriptsFault(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return false;
  return /^[0-9A-Z]{5}$/.test(error.code) && !/^(?:08|40|53|55|57|58|XX)/.test(error.code);
}
