import type { Pool } from '@/lib/database/connection';
import { DatabaseError } from '@/lib/database/failure';
import { Problem } from '@/lib/http/problem';
import type { Log } from '@/lib/telemetry/log';
import type { ExportFiles } from './export-files';
import type { Progress } from './making/write-data';
import { findReadyJob, type ReadyJob } from './ready-job';
import type { SealedLog } from './sealed-log';
import {
  claimExport,
  deleteExpired,
  failExport,
  finishExport,
  keepExport,
  releaseExport,
  type StoredJob,
  setAsOf,
} from './store';

interface RunOptions {
  readonly pool: Pool;
  readonly files: ExportFiles;
  readonly sealedLog: SealedLog;
  readonly log: Log;
  /** UUID of this process's. */
  readonly ownerId: string;
  readonly signal: AbortSignal;
}

const LEASE_MS = 10_000;
const KEEP_MS = 500;

/** It was cancelled or is gone, or another owner has it. */
class NotOurs extends Error {}

/**
 * Runs exports one after the other: first the data of all that wait, then the bundles of those that
 * this instance has made. A bundle that it does not get to is made when it is asked for.
 */
export class ExportRunner {
  readonly #options: RunOptions;
  readonly #bundles: StoredJob[] = [];

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /** Until nothing is left to do. Throws DatabaseError where the database is away. */
  async runAll(): Promise<void> {
    const { pool, ownerId, signal } = this.#options;
    while (!signal.aborted) {
      const job = await claimExport(pool, ownerId, LEASE_MS);
      if (job !== undefined) {
        await this.#run(job);
        continue;
      }
      const ready = this.#bundles.shift();
      if (ready === undefined) return;
      await this.#bundle(ready);
    }
  }

  /** Removes what is past its time. */
  async sweep(): Promise<void> {
    await deleteExpired(this.#options.pool);
    await this.#options.files.sweep();
  }

  async #run(job: StoredJob): Promise<void> {
    const { pool, files, ownerId, signal, log } = this.#options;
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    const progress = { total: null, done: 0 } as { total: number | null; done: number };
    const keeping = this.#keep(job, progress, ended);
    try {
      const ready = await this.#withAsOf(job);
      const onProgress = ({ total, done }: Progress) => Object.assign(progress, { total, done });
      const { rows, sha256 } = await files.make(ready, { onProgress, signal: either });
      if (await finishExport(pool, job, ownerId, { rows, sha256 })) this.#bundles.push(job);
    } catch (error) {
      if (ended.signal.aborted || error instanceof NotOurs) return;
      const passing =
        signal.aborted || (error instanceof DatabaseError && error.failure !== 'data');
      const failed = { err: error, export_id: job.exportId };
      if (passing) {
        log.warn(failed, 'an export was not finished');
        await releaseExport(pool, job, ownerId);
        if (!signal.aborted) throw error;
      } else if (await finishExport(pool, job, ownerId, { error: errorText(error) })) {
        log.warn(failed, 'an export failed');
      }
    } finally {
      clearInterval(keeping);
    }
  }

  /** Keeps the lease and says how far it is; ends the work where it is not ours any more. */
  #keep(job: StoredJob, progress: Progress, ended: AbortController): NodeJS.Timeout {
    const { pool, ownerId, log } = this.#options;
    return setInterval(() => {
      keepExport(pool, job, ownerId, { ...progress, leaseMs: LEASE_MS }).then(
        (ours) => {
          if (!ours) ended.abort(new NotOurs('the export is not ours any more'));
        },
        (error: unknown) => log.warn({ err: error }, 'the progress of an export was not stored'),
      );
    }, KEEP_MS);
  }

  async #withAsOf(job: StoredJob): Promise<ReadyJob> {
    if (job.asOf !== null) return { ...job, asOf: job.asOf };
    const { pool, sealedLog } = this.#options;
    const asOf = await setAsOf(pool, job, await sealedLog.checkpoint(job.merchantId));
    if (asOf === undefined) throw new NotOurs('the export is gone');
    return { ...job, asOf };
  }

  async #bundle({ merchantId, exportId }: StoredJob): Promise<void> {
    const { pool, files, signal, log } = this.#options;
    const job = await findReadyJob(pool, { merchantId, exportId });
    if (job === undefined || job.dataSha256 === null) return;
    try {
      await files.bundle(job, { signal });
    } catch (error) {
      // A problem says that the export is gone.
      if (signal.aborted || error instanceof Problem) return;
      log.warn({ err: error, export_id: exportId }, 'a bundle was not made');
      // Made when it is asked for, unless the records themselves are at fault.
      if (!(error instanceof DatabaseError)) await failExport(pool, job, errorText(error));
    }
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
