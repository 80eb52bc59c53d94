import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isCode } from '@/lib/config/durable-file';

const PROBE_MS = 50;
const STILL_RECOVERING_MS = 5_000;
const RESTART_MIN_MS = 100;
const RESTART_MAX_MS = 5_000;
/** A server that stood this long has not come down because of how it was started. */
const STEADY_MS = 30_000;
const FAST_STOP_MS = 60_000;
const IMMEDIATE_STOP_MS = 5_000;

export interface SupervisorOptions {
  /** Clears the way and starts the server. */
  readonly launch: () => Promise<ChildProcess>;
  /** Any database of it will do: asked until it answers. */
  readonly probeUrl: string;
  /** Why the last server ended, as far as its log tells. */
  readonly lastWords: () => string;
  readonly say: (step: string) => void;
}

/** Keeps one server process running until it is told to stop. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #child: ChildProcess | null = null;
  readonly #stopping = new AbortController();
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    // However this process ends short of SIGKILL, the server shuts down behind it.
    process.once('exit', this.#interrupt);
  }

  /** Resolves when the server answers. Throws when it ends before that, or refuses us. */
  async start(): Promise<void> {
    const child = await this.#options.launch();
    this.#child = child;
    const startedMs = performance.now();
    let answered = false;
    child.once('error', () => undefined);
    child.once('exit', (status, signal) => {
      if (!answered || this.#stopping.signal.aborted) return;
      this.#options.say(`the database server ended (${signal ?? `status ${status}`})`);
      const steady = performance.now() - startedMs > STEADY_MS;
      this.#restarting = this.#restart(steady ? RESTART_MIN_MS : RESTART_MIN_MS * 4);
    });
    try {
      answered = (await this.#answers(child)) && !hasEnded(child);
    } catch (error) {
      child.kill('SIGINT');
      throw error;
    }
    if (!answered) throw new Error(this.#options.lastWords());
  }

  /** Fast shutdown: connections end, what was committed is on disk. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#restarting;
    process.removeListener('exit', this.#interrupt);
    const child = this.#child;
    if (child === null || hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    if (await settlesWithin(ended, FAST_STOP_MS)) return;
    this.#options.say('the database server takes long to stop; it will recover at the next start');
    child.kill('SIGQUIT');
    if (await settlesWithin(ended, IMMEDIATE_STOP_MS)) return;
    child.kill('SIGKILL');
    await ended;
  }

  readonly #interrupt = (): void => {
    this.#child?.kill('SIGINT');
  };

  async #restart(firstWaitMs: number): Promise<void> {
    let waitMs = firstWaitMs;
    while (!this.#stopping.signal.aborted) {
      await sleep(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return;
      try {
        await this.start();
        this.#options.say('the database server answers again');
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        waitMs = Math.min(waitMs * 2, RESTART_MAX_MS);
        this.#options.say(
          `the database server did not start (${reason}); next try in ${waitMs} ms`,
        );
      }
    }
  }

  /** Crash recovery takes as long as it takes: only the server's end ends the wait. */
  async #answers(child: ChildProcess): Promise<boolean> {
    let nextWordMs = performance.now() + STILL_RECOVERING_MS;
    while (!hasEnded(child) && !this.#stopping.signal.aborted) {
      if (await answers(this.#options.probeUrl)) return true;
      await sleep(PROBE_MS);
      if (performance.now() > nextWordMs) {
        this.#options.say('the database recovers from an unclean stop');
        nextWordMs += STILL_RECOVERING_MS;
      }
    }
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** False while nobody listens or the server says that it is starting; other refusals are thrown. */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 28P01, 28000, 3D000: it answers, and would refuse forever.
    if (['28P01', '28000', '3D000'].some((code) => isCode(error, code))) throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  const settled = await Promise.race([promise.then(() => true), late]);
  timer.abort();
  return settled;
}
