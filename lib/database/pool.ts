import pg from 'pg';

export interface PoolOptions {
  /** Connections at most. */
  readonly size: number;
  /** As `pg_stat_activity` shows it. */
  readonly applicationName: string;
  /** 0 is none. */
  readonly statementTimeoutMs: number;
  /** 0 is none. */
  readonly lockTimeoutMs: number;
  /** 5 seconds by default. */
  readonly idleInTransactionTimeoutMs?: number;
  /** Other settings of every connection, by their PostgreSQL names. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Statements are sent without waiting for the answers to those before them. */
  readonly pipeline?: boolean;
  /** A connection was lost while nobody waited for it; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 2_000;
const IDLE_TIMEOUT_MS = 60_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 5_000;

/**
 * A pool whose every connection has our settings from its first moment. A connection that cannot be
 * had within 2 s fails; one that breaks never takes the process with it.
 */
export function createPool(url: string, options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSettings(url, sessionSettings(options)),
    max: options.size,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    pipeline: options.pipeline ?? false,
  });
  const onIdleError = options.onIdleError ?? ignore;
  pool.on('error', onIdleError);
  // The pool listens to a client only while it is idle; between two queries of a transaction an
  // unheard 'error' would end the process. The next query reports the loss.
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

function sessionSettings(options: PoolOptions): Readonly<Record<string, string>> {
  return {
    ...options.settings,
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    // Exactly once rests on statements that see what was committed before they began.
    default_transaction_isolation: 'read committed',
    statement_timeout: `${options.statementTimeoutMs}`,
    lock_timeout: `${options.lockTimeoutMs}`,
    idle_in_transaction_session_timeout: `${
      options.idleInTransactionTimeoutMs ?? IDLE_IN_TRANSACTION_TIMEOUT_MS
    }`,
  };
}

/**
 * The URL with settings in its `options` startup parameter: no round trip of their own. They come
 * last, so they hold against options that the URL has already.
 */
export function withSettings(url: string, settings: Readonly<Record<string, string>>): string {
  const result = new URL(url);
  const given = result.searchParams.get('options');
  const ours = Object.entries(settings).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, '\\$&')}`,
  );
  result.searchParams.set('options', [...(given === null ? [] : [given]), ...ours].join(' '));
  return result.href;
}

function ignore(): void {}
