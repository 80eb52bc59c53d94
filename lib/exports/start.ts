import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import { uuidv7 } from '@/lib/http/uuid';
import { repeat } from '@/lib/maintenance/repeat';
import type { Log } from '@/lib/telemetry/log';
import type { ExportFiles } from './export-files';
import { ExportRunner } from './run-exports';
import type { SealedLog } from './sealed-log';

const PAUSE_MS = 500;
const SWEEP_MS = 3_600_000;
const STOP_MS = 5_000;

/** Runs exports beside the requests; any number of instances may do so on one database. */
export function startExports(options: {
  readonly pool: Pool;
  readonly files: ExportFiles;
  readonly sealedLog: SealedLog;
  readonly log: Log;
}): { stop(): Promise<void> } {
  const { pool, files, sealedLog, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const runner = new ExportRunner({ pool, files, sealedLog, log, ownerId: uuidv7(), signal });
  const every = (pauseMs: number, name: string, work: () => Promise<unknown>) =>
    repeat(work, { name, pauseMs, signal, log });
  const running = Promise.all([
    every(PAUSE_MS, 'running exports', () => runner.runAll()),
    every(SWEEP_MS, 'removing old exports', () => runner.sweep()),
  ]);
  return {
    async stop() {
      stopping.abort();
      await Promise.race([running, sleep(STOP_MS, undefined, { ref: false })]);
    },
  };
}
