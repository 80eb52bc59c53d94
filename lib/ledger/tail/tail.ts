import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import type { Log } from '@/lib/telemetry/log';
import type { Projection } from '../projection';
import { EVERYTHING, LowWaterMarks } from './low-water-marks';
import { EventRefused, moveBatch } from './move-batch';
import {
  acquireLease,
  type Lease,
  LeaseLost,
  type OutboxRead,
  readOutbox,
  releaseLease,
  renewLease,
} from './store';

const LEASE_MS = 5_000;
const RENEW_MS = 1_000;
/** How often one that does not own the log looks whether it is free. */
const WAIT_FOR_LEASE_MS = 500;
const POLL_MS = 100;
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
  /** Age of the oldest row found, milliseconds; 0 where none waited. */
  readonly lagMs: number;
  /** Null while it works. */
  readonly failure: string | null;
}

export interface TailOptions {
  /** As the tail's role, with pipelining. */
  readonly pool: Pool;
  /** Of this run of the tail: a UUID. */
  readonly ownerId: string;
  readonly projections: readonly Projection[];
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
  #lease: Lease | undefined;
  #renewedAtMs = 0;
  #sweepAtMs = 0;
  #maxRows = MAX_ROWS;
  /** The next row is moved as its bare text: the log refused it in any other form. */
  #unread = false;
  #backOffMs = BACK_OFF_MS.first;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Until the signal aborts; then what is left in the outbox is moved, for a few seconds. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await this.#turn();
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
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
      this.#forget(error);
      const pauseMs = this.#backOffMs;
      this.#backOffMs = Math.min(pauseMs * 2, BACK_OFF_MS.most);
      return pauseMs;
    }
  }

  async #acquire(): Promise<boolean> {
    const acquired = await acquireLease(this.#options.pool, this.#options.ownerId, LEASE_MS);
    if (acquired === undefined) return false;
    this.#lease = acquired;
    this.#renewedAtMs = performance.now();
    this.#marks.clear();
    this.#sweepAtMs = 0;
    this.#options.log.info({ token: acquired.token }, 'this instance moves the log');
    return true;
  }

  /** Returns how many rows it has moved. */
  async #step(): Promise<number> {
    const lease = this.#lease;
    if (lease === undefined) throw new LeaseLost('no lease');
    const rows = await this.#read();
    const lagMs = rows.reduce((most, row) => Math.max(most, row.ageMs), 0);
    if (rows.length === 0) {
      await this.#renew(lease);
    } else {
      await this.#move(lease, rows);
    }
    this.#report({ moved: rows.length, lagMs });
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
    const { pool, projections } = this.#options;
    const full = rows.length === this.#maxRows;
    const batch = { pool, lease, leaseMs: LEASE_MS, projections, unread: this.#unread };
    const now = await moveBatch(batch, rows);
    this.#renewedAtMs = performance.now();
    this.#marks.moved(rows, Date.parse(now), full);
    this.#maxRows = MAX_ROWS;
    this.#unread = false;
  }

  async #renew(lease: Lease): Promise<void> {
    if (performance.now() - this.#renewedAtMs < RENEW_MS) return;
    await renewLease(this.#options.pool, lease, LEASE_MS);
    this.#renewedAtMs = performance.now();
  }

  /** After an error nobody knows what was committed: everything is read again. */
  #forget(error: unknown): void {
    if (error instanceof EventRefused) this.#narrow();
    this.#lease = undefined;
    this.#marks.clear();
    this.#sweepAtMs = 0;
    this.#options.log.warn({ err: error }, 'a batch was not moved into the log');
    this.#report({ moved: 0, lagMs: 0 }, error);
  }

  /** Closes in on the row that the log refuses. */
  #narrow(): void {
    if (this.#maxRows === 1) this.#unread = true;
    this.#maxRows = Math.ceil(this.#maxRows / NARROWING);
  }

  async #drain(): Promise<void> {
    const deadlineMs = performance.now() + DRAIN_MS;
    try {
      while (this.#lease && performance.now() < deadlineMs) {
        this.#sweepAtMs = 0;
        if ((await this.#step()) === 0) break;
      }
      if (this.#lease) await releaseLease(this.#options.pool, this.#lease);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the outbox was not emptied before the end');
    }
  }

  #report({ moved, lagMs }: Pick<TailReport, 'moved' | 'lagMs'>, error?: unknown): void {
    const failure = error === undefined ? null : String(error);
    this.#options.onReport({ owner: this.#lease !== undefined, moved, lagMs, failure });
  }
}
