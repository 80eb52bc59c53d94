import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { DatabaseError, type DatabaseFailure } from '@/lib/database/failure';
import { createPool } from '@/lib/database/pool';
import type { ExportJob } from './job';
import { type Maker, type Making, makerOn } from './maker';
import type { Progress, WrittenData } from './making/write-data';
import type { WrittenProofs } from './making/write-proofs';

/** What a thread is started with: one task, after which it ends. */
interface Task {
  readonly exportThread: true;
  readonly url: string;
  readonly owner: string;
  readonly folder: string;
  readonly job: ExportJob;
  /** Undefined: the data are to be made. */
  readonly rangeProof: readonly string[] | undefined;
}

interface Failed {
  readonly failed: string;
  readonly failure: DatabaseFailure | undefined;
}

type Message =
  | { readonly progress: Progress }
  | { readonly done: WrittenData | WrittenProofs }
  | Failed;

const LOCK_TIMEOUT_MS = 10_000;
/** Rows pass through: the garbage of more of them would only lie about. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 16 };

/** Threads of their own: making a large export keeps no request waiting. `url` is the app's login. */
export function makerInThreads(url: string, owner: string): Maker {
  return {
    data: (job, making) => runTask<WrittenData>({ url, owner, job, rangeProof: undefined }, making),
    proofs: (job, rangeProof, making) =>
      runTask<WrittenProofs>({ url, owner, job, rangeProof }, making),
  };
}

function runTask<Result extends WrittenData | WrittenProofs>(
  task: Omit<Task, 'exportThread' | 'folder'>,
  { folder, onProgress, signal }: Making,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const data: Task = { ...task, folder, exportThread: true };
    const thread = new Worker(path.resolve('dist/export-thread.mjs'), {
      workerData: data,
      resourceLimits: RESOURCE_LIMITS,
    });
    const abort = () => {
      reject(signal.reason);
      thread.terminate().catch(reject);
    };
    signal.addEventListener('abort', abort, { once: true });
    thread.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress);
      else if ('done' in message) resolve(message.done as Result);
      else reject(failureOf(message));
    });
    thread.on('error', reject);
    thread.on('exit', () => {
      signal.removeEventListener('abort', abort);
      reject(new Error('the thread of an export ended without a word'));
    });
  });
}

function failureOf({ failed, failure }: Failed): Error {
  const error = new Error(failed);
  return failure === undefined ? error : new DatabaseError(failure, error);
}

/** What the thread does; nothing where this is not one. */
export async function serveAsThread(): Promise<void> {
  const port = parentPort;
  const task = workerData as Task | null;
  if (isMainThread || port === null || task?.exportThread !== true) return;
  const tell = (message: Message) => port.postMessage(message);
  const pool = createPool(task.url, {
    size: 1,
    applicationName: 'onceover-export',
    statementTimeoutMs: 0,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
  });
  const maker = makerOn(pool, task.owner);
  const { folder, job, rangeProof } = task;
  const onProgress = (progress: Progress) => tell({ progress });
  // Ending the thread ends what it does.
  const making = { folder, onProgress, signal: new AbortController().signal };
  try {
    const done = await (rangeProof === undefined
      ? maker.data(job, making)
      : maker.proofs(job, rangeProof, making));
    tell({ done });
  } catch (error) {
    const failure = error instanceof DatabaseError ? error.failure : undefined;
    tell({ failed: error instanceof Error ? error.message : String(error), failure });
  } finally {
    await pool.end();
  }
}
