import type { Client } from 'pg';
import { StartError } from '@/lib/config/errors';

const OLDEST_VERSION = 150_000;

/** Throws StartError when this server or database cannot hold ours. */
export async function requireUsableServer(client: Client): Promise<void> {
  const { rows } = await client.query<{
    version: number;
    display: string;
    encoding: string;
    standby: boolean;
  }>(`SELECT current_setting('server_version_num')::integer AS version,
             current_setting('server_version') AS display,
             current_setting('server_encoding') AS encoding,
             pg_is_in_recovery() AS standby`);
  const [server] = rows;
  if (server === undefined) throw new Error('a SELECT without FROM returned no row');
  if (server.version < OLDEST_VERSION) {
    throw new StartError(
      `the database is PostgreSQL ${server.display}: 15 or newer is needed; upgrade it, or unset DATABASE_URL to use the embedded one`,
    );
  }
  if (server.encoding !== 'UTF8') {
    throw new StartError(
      `the database's encoding is ${server.encoding}: make it anew with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
  if (server.standby) {
    throw new StartError('the database is a read-only standby: point DATABASE_URL at the primary');
  }
}
