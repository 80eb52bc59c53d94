import { Logger, parseCronItems, run, type TaskList } from 'graphile-worker';
import type { Pool } from '@/lib/database/connection';
import { RUN_JOB, runJob } from '@/lib/operations/jobs-running/run-job';
import type { Log } from '@/lib/telemetry/log';
import { purge } from './purge';

const PURGE = 'purge';
const PURGE_TABLE_MS = 1_500;
const CONCURRENT_TASKS = 3;
/** Tasks for later are found by polling, those for now by a notification. */
const POLL_MS = 1_000;

export interface TaskPools {
  /** The owner's: the queue is its schema. */
  readonly owner: Pool;
  /** The tail's, which may do no more than the tasks need. */
  readonly tail: Pool;
}

/**
 * Runs graphile-worker until the signal aborts; then what runs is finished first. Every minute one
 * instance purges. Returns or throws earlier when the queue stops by itself.
 */
export async function runTasks(pools: TaskPools, signal: AbortSignal, log: Log): Promise<void> {
  const runner = await run({
    pgPool: pools.owner,
    taskList: taskList(pools.tail, signal, log),
    parsedCronItems: parseCronItems([
      { task: PURGE, match: '* * * * *', options: { queueName: PURGE, jobKey: PURGE } },
    ]),
    concurrency: CONCURRENT_TASKS,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    // Without batches a completion that fails is a rejection that nobody hears and ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: queueLogger(log),
  });
  // It refuses when it has stopped already; then `promise` tells why.
  const stop = () => void runner.stop().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await runner.promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Every task takes a few seconds at most and may run twice. */
function taskList(pool: Pool, signal: AbortSignal, log: Log): TaskList {
  return {
    [RUN_JOB.identifier]: async (payload, { job }) => {
      await runJob(pool, payload, job.attempts >= job.max_attempts);
    },
    [PURGE]: async (_payload, { addJob }) => {
      const { purged, done } = await purge(pool, { tableMs: PURGE_TABLE_MS, signal });
      if (purged > 0) log.info({ purged, done }, 'purged');
      // One at a time (its queue), and at most one that waits (its key).
      if (!done) await addJob(PURGE, {}, { queueName: PURGE, jobKey: PURGE });
    },
  };
}

/** The queue's lines without what it attaches to them, such as payloads. */
export function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn(`job queue: ${message}`);
    else log.debug(`job queue: ${message}`);
  });
}
