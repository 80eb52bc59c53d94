import pg from 'pg';
import { StartError } from '@/lib/config/errors';
import { withSettings } from './pool';

const CONNECT_TIMEOUT_MS = 5_000;

/** One connection for a task of the start, closed after it. Throws StartError when there is none. */
export async function withConnection<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: withSettings(url, { TimeZone: 'UTC', DateStyle: 'ISO' }),
    application_name: 'onceover-start',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new StartError(describeRefusal(url, cause), { cause });
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One line without the password; `pg` puts several failed addresses into one AggregateError. */
function describeRefusal(url: string, cause: unknown): string {
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const reason = first instanceof Error ? first.message.split('\n')[0] : String(first);
  return `cannot connect to the database at ${addressOf(url)}: ${reason}; check that it runs and that DATABASE_URL and DIRECT_DATABASE_URL are right`;
}

/** Host, port and database name, for messages. */
function addressOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : hostname;
  return `${host}:${port === '' ? '5432' : port}${pathname}`;
}
