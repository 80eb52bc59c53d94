import os from 'node:os';
import { parseArgs } from 'node:util';
import { ensureSecret } from '@/lib/config/data-folder';
import type { Config } from '@/lib/config/environment';
import { ConfigurationError, StartError } from '@/lib/config/errors';
import { loadConfig } from '@/lib/config/load';
import type { Pool } from '@/lib/database/connection';
import { embeddedUrls } from '@/lib/database/embedded-server';
import { DatabaseError } from '@/lib/database/failure';
import { createPool } from '@/lib/database/pool';
import { createPrisma } from '@/lib/database/prisma-client';
import { Problem } from '@/lib/http/problem';
import { ADMIN_COMMANDS, type AdminContext } from './admin-commands';

const CONNECTIONS = 2;
const STATEMENT_TIMEOUT_MS = 10_000;
const LOCK_TIMEOUT_MS = 5_000;

const OPTIONS = {
  merchant: { type: 'string' },
  key: { type: 'string' },
  name: { type: 'string' },
  scopes: { type: 'string' },
  'expires-at': { type: 'string' },
  until: { type: 'string' },
  reason: { type: 'string' },
  customer: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** `npm run admin -- COMMAND …`; resolves to the exit code. Answers are JSON, a line each. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    const found = findCommand(positionals);
    if (values.help || !found) {
      print(usage());
      return values.help ? 0 : 2;
    }
    const { command, operands } = found;
    await withContext(loadConfig(), async (context) => {
      for (const line of await command.run(context, values, operands)) print(JSON.stringify(line));
    });
    if (command.note !== undefined) process.stderr.write(`onceover: ${command.note}\n`);
    return 0;
  } catch (error) {
    if (!isForOperator(error)) throw error;
    process.stderr.write(`onceover: ${error.message}${whatThen(error)}\n`);
    return 1;
  }
}

/** By its words, of which operands may follow; `invite again` is not an invitation of "again". */
function findCommand(words: readonly string[]) {
  for (const command of ADMIN_COMMANDS) {
    const { name, operands = 0 } = command;
    const rest = words.slice(name.split(' ').length);
    const named = words.slice(0, words.length - rest.length).join(' ') === name;
    if (named && rest.length === operands) return { command, operands: rest };
  }
  return undefined;
}

async function withContext(
  config: Config,
  work: (context: AdminContext) => Promise<void>,
): Promise<void> {
  const urls = databaseUrls(config);
  const pools: Pool[] = [];
  const open = (url: string) => {
    const pool = createPool(url, {
      size: CONNECTIONS,
      applicationName: 'onceover-admin',
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      lockTimeoutMs: LOCK_TIMEOUT_MS,
    });
    pools.push(pool);
    return pool;
  };
  const workPool = open(urls.appUrl);
  try {
    await work({
      workPool,
      prisma: createPrisma(workPool),
      actor: { actor: os.userInfo().username, actorRole: 'command_line' },
      publicUrl: config.publicUrl,
      ownerPool: () => open(urls.ownerUrl),
      secret: () => ensureSecret(config),
    });
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

function databaseUrls(config: Config): { readonly appUrl: string; readonly ownerUrl: string } {
  const { databaseUrl, directDatabaseUrl } = config;
  const urls =
    databaseUrl === null
      ? embeddedUrls(config.dataDir)
      : { appUrl: databaseUrl, ownerUrl: directDatabaseUrl ?? databaseUrl };
  if (urls !== null) return urls;
  throw new StartError(
    `there is no database in ${config.dataDir} yet: run npm start first, or set DATABASE_URL`,
  );
}

function isForOperator(error: unknown): error is Error {
  return (
    error instanceof Problem ||
    error instanceof StartError ||
    error instanceof ConfigurationError ||
    error instanceof DatabaseError ||
    (error instanceof Error && 'code' in error)
  );
}

function whatThen(error: Error): string {
  return error instanceof DatabaseError && error.failure === 'locked'
    ? ': somebody else, such as npm run rebuild, holds what this changes; run it again after that'
    : '';
}

function usage(): string {
  const lines = ADMIN_COMMANDS.map(({ name, options, note }) =>
    [`  npm run admin -- ${name} ${options}`, ...(note === undefined ? [] : [`    ${note}`])].join(
      '\n',
    ),
  );
  return `Merchants, API keys, people, the log's signing key and the erasure of customers, of a running Onceover:\n${lines.join('\n')}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
