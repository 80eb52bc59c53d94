import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, parseCronItems, type Runner, run, type TaskList } from 'graphile-worker';
import type { Pool } from '@/lib/database/connection';
import { RUN_JOB, runJob } from '@/lib/operations/jobs-running/run-job';
import type { Log } from '@/lib/telemetry/log';
import { purge } from './purge';

const PURGE = 'purge';
const PURGE_TABLE_MS = 1_500;
const CONCURRENT_TASKS = 3;
/** Tasks for later are found by polling, those for now by a notification. */
const POLL_MS = 1_000;
const END_MS = 2_000;

export interface TaskPools {
  /** The owner's: the queue is its schema. */
  readonly owner: Pool;
  /** The tail's, which may do no more than the tasks need. */
  readonly tail: Pool;
}

/**
 * Runs graphile-worker until the signal aborts; then what runs is finished first. Every minute one
 * instance purges. Throws when the queue ends by itself, which it does when the database goes away
 * while a task is being completed.
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
  const reason = await Promise.race([ending(runner), aborted(signal)]);
  // It refuses to stop twice. After a failed completion it may never come to its end (its issue
  // 636): then it is left behind, where it takes no more tasks.
  const stopped = runner.stop().catch(() => runner.promise);
  await Promise.race([stopped, sleep(END_MS, undefined, { ref: false })]);
  if (reason !== null) throw new Error(reason);
}

/** Resolves with the reason when the queue begins to end. */
function ending({ events }: Runner): Promise<string> {
  return new Promise((resolve) => {
    events.once('pool:gracefulShutdown', ({ message }) => resolve(message));
  });
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
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
