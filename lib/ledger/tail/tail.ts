import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import type { Log } from '@/lib/telemetry/log';
import type { Checkpointer } from '../checkpoints/checkpointer';
import type { Projection } from '../projection';
import { acquireLease, type Lease, LeaseLost, releaseLease, renewLease } from './lease';
import { EVERYTHING, LowWaterMarks } from './low-water-marks';
import { EventRefused, moveBatch } from './move-batch';
import { OutageWatch } from './outage-watch';
import { type OutboxRead, readOutbox } from './store';
import { recordOutage, recordStarted, recordStopped } from './tail-events';

const RENEW_MS = 1_000;
/** How often one that does not own the log looks whether it is free. */
const WAIT_FOR_LEASE_MS = 500;
const POLL_MS = 100;
const CHECKPOINTS_MS = 250;
const MAX_ROWS = 2_000;
const NARROWING = 8;
/** Pause between two sweeps, and how many times longer than a sweep it is at least. */
const SWEEP_MS = 1_000;
const SWEEP_SHARE = 10;
const BACK_OFF_MS = { first: 100, most: 5_000 };
const DRAIN_MS = 4_000;

/** What the tail did last, for metrics. */
export interface TailReport {
  readonly owner: boolean;
  /** Events moved with the last batch. */
  readonly moved: number;
  /** How long the oldest row found has waited, milliseconds; 0 where none did. */
  readonly lagMs: number;
  /** Checkpoints published since the last report. */
  readonly published: number;
  /** What failed just now; null where nothing did. */
  readonly failure: string | null;
  /** Whether the log has failed, or lagged, for so long that it will be told. */
  readonly failing: boolean;
}

export interface TailOptions {
  /** As the tail's role, with pipelining. */
  readonly pool: Pool;
  /** Of this run of the tail: a UUID. */
  readonly ownerId: string;
  readonly projections: readonly Projection[];
  readonly checkpointer: Checkpointer;
  readonly log: Log;
  readonly onReport: (report: TailReport) => void;
}

/**
 * Moves the outbox into the log as long as it holds the lease, and waits for the lease as long as
 * it does not. Keeps no state but hints: streams' ends are read in every batch.
 */
export class Tail {
  readonly #options: TailOptions;
  readonly #marks = new LowWaterMarks();
  readonly #watch = new OutageWatch();
  #lease: Lease | undefined;
  #renewedAtMs = 0;
  #sweepAtMs = 0;
  #maxRows = MAX_ROWS;
  /** The next row is moved as its bare text: the log refused it in any other form. */
  #unread = false;
  #backOffMs = BACK_OFF_MS.first;
  #published = 0;
  #workedAtMs = performance.now();

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Until the signal aborts; then what is left in the outbox is moved, for a few seconds. */
  async run(signal: AbortSignal): Promise<void> {
    const checkpoints = this.#keepSigning(signal);
    while (!signal.aborted) {
      const pauseMs = await this.#turn();
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    await checkpoints;
    await this.#drain();
  }

  /** One look at the outbox or the lease; returns how long to pause then. */
  async #turn(): Promise<number> {
    try {
      if (this.#lease === undefined && !(await this.#acquire())) {
        this.#report({ moved: 0, lagMs: 0 });
        return WAIT_FOR_LEASE_MS;
      }
      const maxRows = this.#maxRows;
      const moved = await this.#step();
      this.#backOffMs = BACK_OFF_MS.first;
      return moved === maxRows ? 0 : POLL_MS;
    } catch (error) {
      const narrows = error instanceof EventRefused && !this.#unread;
      this.#forget(error);
      if (narrows) return 0;
      const pauseMs = this.#backOffMs;
      this.#backOffMs = Math.min(pauseMs * 2, BACK_OFF_MS.most);
      return pauseMs;
    }
  }

  async #acquire(): Promise<boolean> {
    const { pool, ownerId, checkpointer, log } = this.#options;
    const acquired = await acquireLease(pool, ownerId);
    if (acquired === undefined) return false;
    this.#renewedAtMs = performance.now();
    this.#marks.clear();
    this.#sweepAtMs = 0;
    await checkpointer.takeOver();
    // After an error of its own it only goes on.
    if (acquired.previous?.ownerId !== ownerId) {
      log.info({ token: acquired.token }, 'this instance moves events into the log');
      await recordStarted(pool, acquired);
    }
    this.#lease = acquired;
    return true;
  }

  /** Returns how many rows it has moved. */
  async #step(): Promise<number> {
    const lease = this.#lease;
    if (lease === undefined) throw new LeaseLost('no lease');
    const rows = await this.#read();
    const lagMs = rows.reduce((most, row) => Math.max(most, row.waitedMs), 0);
    if (rows.length === 0) await this.#renew(lease);
    else await this.#move(lease, rows);
    this.#workedAtMs = performance.now();
    const outage = this.#watch.worked(lagMs, this.#workedAtMs);
    this.#report({ moved: rows.length, lagMs });
    if (outage) await recordOutage(this.#options.pool, lease.ownerId, outage);
    return rows.length;
  }

  async #read(): Promise<OutboxRead[]> {
    const startMs = performance.now();
    const sweeping = startMs >= this.#sweepAtMs;
    const gaps = sweeping ? [EVERYTHING] : this.#marks.gaps();
    const rows = await readOutbox(this.#options.pool, gaps, this.#maxRows);
    const endMs = performance.now();
    // A held snapshot makes sweeps slow: they may take a tenth of the time.
    if (sweeping) {
      this.#sweepAtMs = endMs + Math.max(SWEEP_MS, (endMs - startMs) * SWEEP_SHARE);
    }
    return rows;
  }

  async #move(lease: Lease, rows: readonly OutboxRead[]): Promise<void> {
    const { pool, projections, checkpointer } = this.#options;
    const full = rows.length === this.#maxRows;
    const batch = { pool, lease, projections, unread: this.#unread };
    const now = await moveBatch(batch, rows);
    this.#renewedAtMs = performance.now();
    this.#marks.moved(rows, Date.parse(now), full);
    checkpointer.grown(rows.map((row) => row.merchantId));
    this.#maxRows = Math.min(MAX_ROWS, this.#maxRows * NARROWING);
    this.#unread = false;
  }

  async #renew(lease: Lease): Promise<void> {
    if (performance.now() - this.#renewedAtMs < RENEW_MS) return;
    await renewLease(this.#options.pool, lease);
    this.#renewedAtMs = performance.now();
  }

  /** After an error nobody knows what was committed: everything is read again. */
  #forget(error: unknown): void {
    if (error instanceof EventRefused) this.#narrow();
    this.#lease = undefined;
    this.#marks.clear();
    this.#sweepAtMs = 0;
    this.#failed(error, 'a batch was not moved into the log');
  }

  /** Closes in on the row that the log refuses. */
  #narrow(): void {
    if (this.#maxRows === 1) this.#unread = true;
    this.#maxRows = Math.ceil(this.#maxRows / NARROWING);
  }

  /** Checkpoints beside the batches: a slow disk must not hold those up. */
  async #keepSigning(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lease = this.#lease;
      try {
        if (lease) this.#published += await this.#options.checkpointer.turn(lease);
      } catch (error) {
        this.#failed(error, 'checkpoints were not signed or not published');
        await this.#options.checkpointer.takeOver().catch(() => undefined);
      }
      await sleep(CHECKPOINTS_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #drain(): Promise<void> {
    const { pool, checkpointer, log } = this.#options;
    const deadlineMs = performance.now() + DRAIN_MS;
    try {
      if (this.#lease) await recordStopped(pool, this.#lease);
      while (this.#lease && performance.now() < deadlineMs) {
        this.#sweepAtMs = 0;
        if ((await this.#step()) === 0) break;
      }
      if (this.#lease) {
        await checkpointer.turn(this.#lease, true);
        await releaseLease(pool, this.#lease);
      }
    } catch (error) {
      log.warn({ err: error }, 'the outbox was not emptied before the end');
    }
  }

  #failed(error: unknown, what: string): void {
    this.#watch.failed(`${what}: ${String(error)}`, performance.now());
    this.#options.log.warn({ err: error }, what);
    // What waits may have waited since it worked last.
    this.#report({ moved: 0, lagMs: performance.now() - this.#workedAtMs }, String(error));
  }

  #report(done: Pick<TailReport, 'moved' | 'lagMs'>, failure: string | null = null): void {
    const published = this.#published;
    this.#published = 0;
    const owner = this.#lease !== undefined;
    const { failing } = this.#watch;
    this.#options.onReport({ ...done, owner, published, failure, failing });
  }
}
