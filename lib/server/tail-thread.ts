import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { TailReport } from '@/lib/ledger/tail/tail';
import type { Log } from '@/lib/telemetry/log';

/** What the thread is given. */
export interface TailSettings {
  readonly ownerUrl: string;
  readonly tailRole: string | null;
  /** Wraps the log's signing key. */
  readonly secret: string;
  readonly dataDir: string;
  readonly logLevel: string;
}

/** Its batches are garbage once they are sealed: the heap of requests has the same. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 192 };
const RESTART_MS = { first: 500, most: 30_000 };
/** One that ran for so long starts anew with the shortest pause. */
const GOOD_RUN_MS = 60_000;
/** The drain takes 4 s at most; what hangs is ended. */
const STOP_MS = 8_000;

/** The thread that moves the outbox into the log. One that dies is replaced. */
export class TailThread {
  readonly #settings: TailSettings;
  readonly #log: Log;
  readonly #onReport: (report: TailReport) => void;
  readonly #stopping = new AbortController();
  #worker: Worker | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(settings: TailSettings, log: Log, onReport: (report: TailReport) => void) {
    this.#settings = settings;
    this.#log = log;
    this.#onReport = onReport;
  }

  start(): void {
    this.#running = this.#keepRunning();
  }

  /** Lets the batch in hand end and moves what is left, for a few seconds. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#worker?.postMessage('stop');
    const late = sleep(STOP_MS, undefined, { ref: false });
    await Promise.race([this.#running, late]);
    await this.#worker?.terminate();
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = RESTART_MS.first;
    while (!signal.aborted) {
      const startedAtMs = performance.now();
      const code = await this.#runOnce();
      if (signal.aborted) return;
      if (performance.now() - startedAtMs > GOOD_RUN_MS) pauseMs = RESTART_MS.first;
      this.#log.error({ code, retryMs: pauseMs }, 'the tail has ended and is started again');
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, RESTART_MS.most);
    }
  }

  /** Resolves to the exit code. */
  #runOnce(): Promise<number> {
    return new Promise((resolve) => {
      const worker = new Worker(new URL('./tail.mjs', import.meta.url), {
        workerData: this.#settings,
        resourceLimits: RESOURCE_LIMITS,
      });
      this.#worker = worker;
      worker.on('message', this.#onReport);
      worker.on('error', (error) => {
        this.#log.error({ err: error }, 'the tail failed');
      });
      worker.on('exit', (code) => {
        this.#worker = undefined;
        resolve(code);
      });
    });
  }
}
