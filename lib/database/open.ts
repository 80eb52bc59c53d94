import path from 'node:path';
import type { Client } from 'pg';
import type { Config } from '@/lib/config/environment';
import { StartError } from '@/lib/config/errors';
import { ensurePartitions } from '@/lib/ledger/partitions';
import { withConnection } from './connect';
import { startEmbeddedServer } from './embedded-server';
import { GRANTS } from './grants';
import { applyMigrations } from './migrations';
import { applyGrants } from './privileges';
import { establishRoles, type Roles } from './roles';
import { requireUsableServer } from './server-requirements';

export interface OpenDatabase extends Roles {
  /** The app's connection: the ingest's. */
  readonly appUrl: string;
  /** The owner's connection: the tail's and the purges', which SET ROLE to `tailRole`. */
  readonly ownerUrl: string;
  /** Whether the database is the embedded one. */
  readonly embedded: boolean;
  /** Stops the embedded server, if it is that. Pools are to be ended before. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * A database that answers, is migrated and has its roles: the one of DATABASE_URL, else the
 * embedded one, which is started. `say` hears what is being done, one step at a time, and later
 * when the embedded server comes down or back. Throws StartError with what to do about it.
 */
export async function openDatabase(
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'directDatabaseUrl'>,
  say: (step: string) => void,
  migrationsFolder = path.resolve('prisma/migrations'),
): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    const appUrl = config.databaseUrl;
    const ownerUrl = config.directDatabaseUrl ?? appUrl;
    const roles = await prepare({ appUrl, ownerUrl }, say, migrationsFolder);
    return { appUrl, ownerUrl, ...roles, embedded: false, close: async () => {} };
  }
  say('starting the embedded PostgreSQL');
  const { appUrl, ownerUrl, stop } = await startEmbeddedServer({ dataDir: config.dataDir, say });
  try {
    const roles = await prepare({ appUrl, ownerUrl }, say, migrationsFolder);
    return { appUrl, ownerUrl, ...roles, embedded: true, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepare(
  urls: { readonly appUrl: string; readonly ownerUrl: string },
  say: (step: string) => void,
  migrationsFolder: string,
): Promise<Roles> {
  const oneLogin = urls.appUrl === urls.ownerUrl;
  const app = oneLogin ? null : await withConnection(urls.appUrl, identify);
  return await withConnection(urls.ownerUrl, async (client) => {
    await requireUsableServer(client);
    const owner = await identify(client);
    if (app !== null && app.database !== owner.database) {
      throw new StartError(
        'DATABASE_URL and DIRECT_DATABASE_URL lead to two different databases: they are two logins of one',
      );
    }
    const applied = await applyMigrations(client, migrationsFolder, say);
    say(applied.length === 0 ? 'the schema is up to date' : 'the schema is migrated');
    const roles = await establishRoles(client, {
      app: app?.login ?? owner.login,
      owner: owner.login,
    });
    await ensurePartitions(client);
    if (roles.tailRole !== null) await applyGrants(client, GRANTS);
    return roles;
  });
}

/** The start of a server and the number of a database in it are the same only for the same one. */
async function identify(client: Client): Promise<{ login: string; database: string }> {
  const { rows } = await client.query<{ login: string; database: string }>(
    `SELECT session_user AS login, pg_postmaster_start_time() || ' ' || oid AS database
     FROM pg_database WHERE datname = current_database()`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the current database is not in pg_database');
  return row;
}
