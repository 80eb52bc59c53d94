import { ConfigurationError, StartError } from '@/lib/config/errors';
import { loadConfig } from '@/lib/config/load';
import type { Pool } from '@/lib/database/connection';
import { embeddedUrls } from '@/lib/database/embedded-server';
import { DatabaseError } from '@/lib/database/failure';
import { createPool } from '@/lib/database/pool';
import { LeaseLost } from '@/lib/ledger/tail/lease';
import { historyProjections } from '../projections';
import { type RebuildProgress, rebuildReadModels } from './rebuild-read-models';

/** One for the transaction, one that renews the lease meanwhile. */
const CONNECTIONS = 2;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const SHOW_EVERY_MS = 2_000;

/** `npm run rebuild`; resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const withoutArchived = args.length === 1 && args[0] === '--without-archived';
  if (args.length > 0 && !withoutArchived) {
    process.stdout.write(
      'npm run rebuild: makes keys, traffic, expiries and blocks again from the log of a running Onceover.\n  --without-archived  also where events are in the archive only: what was made of them is lost\n',
    );
    return args[0] === '--help' ? 0 : 2;
  }
  try {
    const pool = openPool();
    try {
      await rebuild(pool, withoutArchived);
    } finally {
      await pool.end();
    }
    return 0;
  } catch (error) {
    if (!isForOperator(error)) throw error;
    process.stderr.write(`onceover: ${error.message}; nothing was changed\n`);
    return 1;
  }
}

function openPool(): Pool {
  const config = loadConfig();
  const url =
    config.directDatabaseUrl ?? config.databaseUrl ?? embeddedUrls(config.dataDir)?.ownerUrl;
  if (url === undefined) {
    throw new StartError(
      `there is no database in ${config.dataDir} yet: run npm start first, or set DATABASE_URL`,
    );
  }
  return createPool(url, {
    size: CONNECTIONS,
    applicationName: 'onceover-rebuild',
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
    idleInTransactionTimeoutMs: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    // Look-ups by index, also while the tables fill up.
    settings: {
      enable_seqscan: 'off',
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      jit: 'off',
    },
  });
}

async function rebuild(pool: Pool, withoutArchived: boolean): Promise<void> {
  const startedAtMs = performance.now();
  let shownAtMs = startedAtMs;
  process.stdout.write('onceover: the log is held; its events wait in the outbox meanwhile\n');
  const onProgress = (progress: RebuildProgress) => {
    const nowMs = performance.now();
    if (nowMs - shownAtMs < SHOW_EVERY_MS) return;
    shownAtMs = nowMs;
    const perSecond = Math.round(progress.done / ((nowMs - startedAtMs) / 1000));
    process.stdout.write(
      `onceover: ${progress.done} of ${progress.total} events, ${perSecond}/s\n`,
    );
  };
  const { done } = await rebuildReadModels(pool, historyProjections, onProgress, {
    withoutArchived,
  });
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  process.stdout.write(
    `onceover: the read models are made again from ${done} events, ${seconds} s\n`,
  );
}

function isForOperator(error: unknown): error is Error {
  return (
    error instanceof StartError ||
    error instanceof ConfigurationError ||
    error instanceof DatabaseError ||
    error instanceof LeaseLost
  );
}
