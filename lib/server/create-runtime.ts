import { AccessControl } from '@/lib/access/access-control';
import type { Config } from '@/lib/config/environment';
import { createPool } from '@/lib/database/pool';
import { createPrisma } from '@/lib/database/prisma-client';
import { Cursors } from '@/lib/http/cursor';
import { RateLimiter } from '@/lib/http/rate-limit';
import { IdempotencyEngine } from '@/lib/idempotency/engine';
import { openJournal } from '@/lib/ledger/open-journal';
import { Policies } from '@/lib/policies/policies';
import { createLog } from '@/lib/telemetry/log';
import { Metrics } from '@/lib/telemetry/metrics';
import type { Runtime } from './runtime';

const HOT_CONNECTIONS = 5;
const WORK_CONNECTIONS_MIN = 3;
const STATEMENT_TIMEOUT_MS = 5_000;
/** One key locked elsewhere may hold its batch up for this long, once. */
const HOT_LOCK_TIMEOUT_MS = 100;
const WORK_LOCK_TIMEOUT_MS = 2_000;
const JOURNAL_DRAIN_MS = 3_000;

/**
 * The hot statements' plans are index look-ups and must stay so on a table that was empty when it
 * was last analysed; they are planned once for each connection.
 */
const HOT_SETTINGS = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
};

/** A runtime and how it ends: refusals that wait are written, then connections are closed. */
export interface RunningRuntime {
  readonly runtime: Runtime;
  setReady(ready: boolean): void;
  close(): Promise<void>;
}

/** Connects to a migrated database; `appUrl` is the ingest role's. */
export function createRuntime(
  config: Config,
  database: { readonly appUrl: string; readonly secret: string },
): RunningRuntime {
  const log = createLog(config.logLevel);
  const metrics = new Metrics();
  const onIdleError = (error: Error) => log.warn({ err: error }, 'an idle connection was lost');
  const hotPool = createPool(database.appUrl, {
    size: HOT_CONNECTIONS,
    applicationName: 'onceover-hot',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: HOT_LOCK_TIMEOUT_MS,
    settings: HOT_SETTINGS,
    onIdleError,
  });
  const workPool = createPool(database.appUrl, {
    size: Math.max(WORK_CONNECTIONS_MIN, config.poolSize - HOT_CONNECTIONS),
    applicationName: 'onceover-work',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: WORK_LOCK_TIMEOUT_MS,
    onIdleError,
  });
  const prisma = createPrisma(workPool);
  const policies = new Policies(workPool);
  const access = new AccessControl(workPool);
  const journal = openJournal(hotPool, (error) =>
    log.warn({ err: error }, 'events wait: the database did not take them'),
  );
  const engine = new IdempotencyEngine({
    hotPool,
    workPool,
    policies,
    oneMerchantBatches: config.batchOneMerchant,
    onBatch: (lane, rows) => metrics.batchRows.observe({ lane }, rows),
    onUndecided: () => metrics.undecided.inc(),
  });
  metrics.watch({
    undecidedRows: () => engine.undecidedRows,
    waitingRows: () => engine.waitingRows,
    journalEvents: () => journal.waitingEvents,
    cachedAnswers: () => engine.cache.size,
    cacheHits: () => engine.cache.hits,
    cacheMisses: () => engine.cache.misses,
    pools: () => ({ hot: hotPool, work: workPool }),
  });
  let ready = false;
  const runtime: Runtime = {
    config,
    log,
    metrics,
    workPool,
    prisma,
    engine,
    journal,
    policies,
    access,
    cursors: new Cursors(database.secret),
    rateLimiter: new RateLimiter(config.rateLimitPerSecond),
    isReady: () => ready,
  };
  return {
    runtime,
    setReady: (value) => {
      ready = value;
    },
    async close() {
      await journal.drain(JOURNAL_DRAIN_MS);
      await access.stop();
      await prisma.$disconnect();
      await Promise.all([hotPool.end(), workPool.end()]);
    },
  };
}
