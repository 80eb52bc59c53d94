import path from 'node:path';
import type { OidcSettings } from '@/lib/access/oidc/single-sign-on';
import { ConfigurationError } from './errors';
import { OIDC_VARIABLES, parseOidc } from './oidc';
import {
  apiKey,
  bindHost,
  type Environment,
  email,
  oneOf,
  onOrOff,
  optional,
  postgresUrl,
  publicUrl,
  text,
  trueOrFalse,
  wholeNumber,
} from './variables';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** All that the environment decides, parsed once. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** The app's connection; null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** The owner's connection; null: the same as `databaseUrl`. */
  readonly directDatabaseUrl: string | null;
  /** Absolute. Embedded database, secrets, checkpoints, finished exports. */
  readonly dataDir: string;
  /** An origin, without a slash at its end. */
  readonly publicUrl: string;
  /** Null: the one in the data folder. */
  readonly secret: string | null;
  readonly adminEmail: string;
  /** Null: random, in the data folder. */
  readonly adminPassword: string | null;
  /** Null: random, in the data folder. */
  readonly apiKey: string | null;
  readonly trustedProxies: number;
  readonly waitMs: number;
  readonly bodyLimitBytes: number;
  /** For each API key; 0 is no limit. */
  readonly rateLimitPerSecond: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Every batch of the ingest holds one merchant's rows only, as a sharded database needs it. */
  readonly batchOneMerchant: boolean;
  /** Whether this instance may move the outbox into the log; some instance must. */
  readonly tail: boolean;
  /** Connections that this process opens in all. */
  readonly poolSize: number;
  /** Months of the log that stay in the database, besides the current one; older go to the archive. */
  readonly historyMonths: number;
  /** Single sign-on; null where no issuer is set. */
  readonly oidc: OidcSettings | null;
}

/** Names that belong to scripts and tests: known, and not ours to read. */
const ELSEWHERE = ['ONCEOVER_TEST_POSTGRES'];

const OURS = [
  'ONCEOVER_DATA_DIR',
  'ONCEOVER_PUBLIC_URL',
  'ONCEOVER_SECRET',
  'ONCEOVER_ADMIN_EMAIL',
  'ONCEOVER_ADMIN_PASSWORD',
  'ONCEOVER_API_KEY',
  'ONCEOVER_TRUSTED_PROXIES',
  'ONCEOVER_WAIT_MS',
  'ONCEOVER_BODY_LIMIT',
  'ONCEOVER_RATE_LIMIT',
  'ONCEOVER_LOG_LEVEL',
  'ONCEOVER_BATCH_ONE_MERCHANT',
  'ONCEOVER_TAIL',
  'ONCEOVER_POOL_SIZE',
  'ONCEOVER_HISTORY_MONTHS',
  ...OIDC_VARIABLES,
];

/**
 * Reads every variable of ours; an empty one counts as absent. Paths are relative to `baseDir`.
 * Throws ConfigurationError for a value that does not parse and for an unknown `ONCEOVER_*` name.
 */
export function parseEnvironment(env: Environment, baseDir: string = process.cwd()): Config {
  refuseUnknownNames(env);
  const port = wholeNumber(env, 'PORT', { from: 0, to: 65_535, otherwise: 3000 });
  const databaseUrl = optional(env, 'DATABASE_URL', postgresUrl);
  const directDatabaseUrl = optional(env, 'DIRECT_DATABASE_URL', postgresUrl);
  if (directDatabaseUrl !== null && databaseUrl === null) {
    throw new ConfigurationError(
      'DIRECT_DATABASE_URL is the owner’s connection to the database of DATABASE_URL: set both or neither',
    );
  }
  const secret = optional(env, 'ONCEOVER_SECRET', text({ from: 32, to: 1000 }));
  if (secret === null && databaseUrl !== null) {
    throw new ConfigurationError(
      'ONCEOVER_SECRET is required with DATABASE_URL: set it to 32 or more random characters, the same for every instance',
    );
  }
  return {
    host: optional(env, 'HOST', bindHost) ?? '127.0.0.1',
    port,
    databaseUrl,
    directDatabaseUrl,
    dataDir: path.resolve(
      baseDir,
      optional(env, 'ONCEOVER_DATA_DIR', text({ from: 1, to: 4000 })) ?? '.onceover',
    ),
    publicUrl: optional(env, 'ONCEOVER_PUBLIC_URL', publicUrl) ?? `http://localhost:${port}`,
    secret,
    adminEmail: optional(env, 'ONCEOVER_ADMIN_EMAIL', email) ?? 'admin@onceover.local',
    adminPassword: optional(env, 'ONCEOVER_ADMIN_PASSWORD', text({ from: 8, to: 128 })),
    apiKey: optional(env, 'ONCEOVER_API_KEY', apiKey),
    trustedProxies: wholeNumber(env, 'ONCEOVER_TRUSTED_PROXIES', { from: 0, to: 32, otherwise: 0 }),
    ...limits(env),
    logLevel: optional(env, 'ONCEOVER_LOG_LEVEL', oneOf(LOG_LEVELS)) ?? 'info',
    tail: optional(env, 'ONCEOVER_TAIL', onOrOff) ?? true,
    batchOneMerchant: optional(env, 'ONCEOVER_BATCH_ONE_MERCHANT', trueOrFalse) ?? false,
    oidc: parseOidc(env),
  };
}

function limits(
  env: Environment,
): Pick<Config, 'waitMs' | 'bodyLimitBytes' | 'rateLimitPerSecond' | 'poolSize' | 'historyMonths'> {
  return {
    waitMs: wholeNumber(env, 'ONCEOVER_WAIT_MS', { from: 0, to: 300_000, otherwise: 5000 }),
    bodyLimitBytes: wholeNumber(env, 'ONCEOVER_BODY_LIMIT', {
      from: 1024,
      to: 64 * 1024 * 1024,
      otherwise: 262_144,
    }),
    rateLimitPerSecond: wholeNumber(env, 'ONCEOVER_RATE_LIMIT', {
      from: 0,
      to: 1_000_000,
      otherwise: 0,
    }),
    poolSize: wholeNumber(env, 'ONCEOVER_POOL_SIZE', { from: 4, to: 500, otherwise: 10 }),
    historyMonths: wholeNumber(env, 'ONCEOVER_HISTORY_MONTHS', {
      from: 12,
      to: 1200,
      otherwise: 13,
    }),
  };
}

/** A misspelt name would otherwise be a setting that silently does nothing. */
function refuseUnknownNames(env: Environment): void {
  const known = new Set([...OURS, ...ELSEWHERE]);
  const unknown = Object.keys(env).find((name) => name.startsWith('ONCEOVER_') && !known.has(name));
  if (unknown === undefined) return;
  throw new ConfigurationError(
    `${unknown} is not a variable of Onceover: correct or remove it (.env.example lists those there are)`,
  );
}
