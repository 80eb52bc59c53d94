import { AccessControl } from '@/lib/access/access-control';
import { SingleSignOn } from '@/lib/access/oidc/single-sign-on';
import { Sessions } from '@/lib/access/sign-in/sessions';
import type { Config } from '@/lib/config/environment';
import { createPrisma } from '@/lib/database/prisma-client';
import { Cursors } from '@/lib/http/cursor';
import { RateLimiter } from '@/lib/http/rate-limit';
import { IdempotencyEngine } from '@/lib/idempotency/engine';
import { openJournal } from '@/lib/ledger/open-journal';
import { Policies } from '@/lib/policies/policies';
import { createLog } from '@/lib/telemetry/log';
import { Metrics } from '@/lib/telemetry/metrics';
import { openExports } from './open-exports';
import { createPools } from './pools';
import type { Runtime } from './runtime';

const JOURNAL_DRAIN_MS = 3_000;

/** A runtime and how it ends: refusals that wait are written, then connections are closed. */
export interface RunningRuntime {
  readonly runtime: Runtime;
  setReady(ready: boolean): void;
  close(): Promise<void>;
}

/** Where a runtime finds its database: `appUrl` is the ingest role's. */
interface RuntimeDatabase {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly tailRole: string | null;
  readonly secret: string;
}

/** Connects to a migrated database. */
export function createRuntime(config: Config, database: RuntimeDatabase): RunningRuntime {
  const log = createLog(config.logLevel);
  const metrics = new Metrics();
  const { hotPool, workPool } = createPools(config, database.appUrl, (error) =>
    log.warn({ err: error }, 'an idle connection was lost'),
  );
  const prisma = createPrisma(workPool);
  const policies = new Policies(workPool);
  const access = new AccessControl(workPool, (error) =>
    log.warn({ err: error }, 'last uses of API keys were not stored'),
  );
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
  const exporting = openExports(config, database, workPool);
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
    sessions: new Sessions({
      workPool,
      prisma,
      publicUrl: config.publicUrl,
      secret: database.secret,
    }),
    singleSignOn: config.oidc ? new SingleSignOn(config.oidc, config.publicUrl) : undefined,
    cursors: new Cursors(database.secret),
    rateLimiter: new RateLimiter(config.rateLimitPerSecond),
    ...exporting.parts,
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
      await Promise.all([hotPool.end(), workPool.end(), exporting.close()]);
    },
  };
}
