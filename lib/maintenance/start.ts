import { setTimeout as sleep } from 'node:timers/promises';
import { runMigrations } from 'graphile-worker';
import { withConnection } from '@/lib/database/connect';
import { createPool } from '@/lib/database/pool';
import { ensurePartitions } from '@/lib/ledger/partitions';
import type { Archive } from '@/lib/ledger/retention/archive';
import { retainHistory } from '@/lib/ledger/retention/retain-history';
import { relayJobs } from '@/lib/operations/jobs-running/relay-jobs';
import { clearRemovedSamples } from '@/lib/sample/clear-removed';
import type { Log } from '@/lib/telemetry/log';
import { repeat } from './repeat';
import { queueLogger, runTasks, type TaskPools } from './run-tasks';
import { unlockAbandoned } from './store';

const RELAY_PAUSE_MS = 250;
const RESTART_PAUSE_MS = 1_000;
const UNLOCK_PAUSE_MS = 5_000;
const CLEAR_PAUSE_MS = 5_000;
/** There are always three months ahead. */
const PARTITIONS_PAUSE_MS = 24 * 3_600_000;
const RETAIN_PAUSE_MS = 3_600_000;
/** A task takes milliseconds, a purge 5 s. */
const ABANDONED_AFTER_MS = 20_000;
const STOP_MS = 8_000;
const POOLS_END_MS = 2_000;

interface MaintenanceOptions {
  readonly ownerUrl: string;
  /** What tasks SET ROLE to; null: they stay the owner. */
  readonly tailRole: string | null;
  readonly log: Log;
  /** How long history is kept, and where it goes then; null where that is left to others. */
  readonly history: { readonly months: number; readonly archive: Archive } | null;
}

/**
 * Starts what runs beside the requests: the job queue, the relay that feeds it, the purges. Any
 * number of instances may do so on one database. Trouble with the database later on is logged and
 * retried; now it throws.
 */
export async function startMaintenance(
  options: MaintenanceOptions,
): Promise<{ stop(): Promise<void> }> {
  const { log } = options;
  const pools = openPools(options);
  try {
    await runMigrations({ pgPool: pools.owner, logger: queueLogger(log) });
  } catch (error) {
    await endPools(pools);
    throw error;
  }
  const stopping = new AbortController();
  const { signal } = stopping;
  const every = (pauseMs: number, name: string, work: () => Promise<unknown>) =>
    repeat(work, { name, pauseMs, signal, log });
  const retain = async ({ months, archive }: NonNullable<MaintenanceOptions['history']>) => {
    const gone = await retainHistory({ ownerPool: pools.owner, archive, months, signal });
    for (const { name } of gone) log.info({ partition: name }, 'history archived and dropped');
  };
  const { history } = options;
  const running = Promise.all([
    every(RESTART_PAUSE_MS, 'the job queue', () => runTasks(pools, signal, log)),
    every(RELAY_PAUSE_MS, 'the job relay', () => relayJobs(pools.owner, signal)),
    every(UNLOCK_PAUSE_MS, 'unlocking abandoned tasks', () =>
      unlockAbandoned(pools.owner, ABANDONED_AFTER_MS),
    ),
    every(CLEAR_PAUSE_MS, 'clearing removed sample companies', () =>
      clearRemovedSamples(pools.owner),
    ),
    every(PARTITIONS_PAUSE_MS, 'making the partitions of the log', () =>
      withConnection(options.ownerUrl, ensurePartitions),
    ),
    ...(history ? [every(RETAIN_PAUSE_MS, 'keeping history', () => retain(history))] : []),
  ]);
  return {
    async stop() {
      stopping.abort();
      await Promise.race([running, sleep(STOP_MS, undefined, { ref: false })]);
      await endPools(pools);
    },
  };
}

function openPools({ ownerUrl, tailRole, log }: MaintenanceOptions): TaskPools {
  const limits = {
    statementTimeoutMs: 5_000,
    lockTimeoutMs: 2_000,
    onIdleError: (error: Error) => log.warn({ err: error }, 'an idle connection was lost'),
  };
  return {
    // One listens, three are the workers', the rest is for the relay, the unlocking and the cron.
    owner: createPool(ownerUrl, { ...limits, size: 6, applicationName: 'onceover-queue' }),
    tail: createPool(ownerUrl, {
      ...limits,
      size: 3,
      applicationName: 'onceover-maintenance',
      settings: {
        ...(tailRole !== null && { role: tailRole }),
        // Batches go by index, also on a table that was empty when it was last analysed.
        enable_seqscan: 'off',
        enable_hashjoin: 'off',
        enable_mergejoin: 'off',
      },
    }),
  };
}

/** A connection that hangs must not hold the stop up. */
async function endPools({ owner, tail }: TaskPools): Promise<void> {
  await Promise.race([
    Promise.all([owner.end(), tail.end()]),
    sleep(POOLS_END_MS, undefined, { ref: false }),
  ]);
}
