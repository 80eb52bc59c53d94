import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { OWNER_LOGIN } from '@/lib/database/embedded/passwords';
import { createPool } from '@/lib/database/pool';
import { onDatabase } from './on-database';

/** A database of a test file's own. */
export interface TestDatabase {
  readonly url: string;
  readonly ownerUrl: string;
  /** Of the app's login. */
  readonly pool: pg.Pool;
  /** Ends the pool and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A copy of the migrated template; with `{ empty: true }` one without any table of ours. */
export async function createTestDatabase(
  options: { readonly empty?: boolean } = {},
): Promise<TestDatabase> {
  const server = inject('testServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = options.empty === true ? 'template1' : databaseOf(server.ownerUrl);
  await withConnection(server.superuserUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${OWNER_LOGIN}`),
  );
  const url = onDatabase(server.appUrl, name);
  const pool = createPool(url, {
    size: 10,
    applicationName: name,
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
  return {
    url,
    ownerUrl: onDatabase(server.ownerUrl, name),
    pool,
    drop: async () => {
      await pool.end();
      await withConnection(server.superuserUrl, (client) =>
        client.query(`DROP DATABASE ${name} WITH (FORCE)`),
      );
    },
  };
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
