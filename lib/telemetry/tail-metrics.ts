import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the tail did last. */
export interface TailFigures {
  readonly owner: boolean;
  readonly moved: number;
  readonly lagMs: number;
  readonly published: number;
  readonly failure: string | null;
  readonly failing: boolean;
}

/** How the outbox gets into the log, as far as this instance does it. */
export class TailMetrics {
  readonly #owner: Gauge;
  readonly #lag: Gauge;
  readonly #batch: Histogram;
  readonly #events: Counter;
  readonly #checkpoints: Counter;
  readonly #failures: Counter;
  readonly #failing: Gauge;

  constructor(registers: Registry[]) {
    this.#owner = new Gauge({
      name: 'onceover_tail_owner',
      help: '1 where this instance moves the outbox into the log',
      registers,
    });
    this.#lag = new Gauge({
      name: 'onceover_tail_lag_seconds',
      help: "Age of the outbox's oldest row when it was last read; of the owner",
      registers,
    });
    this.#batch = new Histogram({
      name: 'onceover_tail_batch_events',
      help: 'Events moved in one commit',
      buckets: [1, 10, 50, 100, 250, 500, 1000, 2000],
      registers,
    });
    this.#events = new Counter({
      name: 'onceover_tail_events_total',
      help: 'Events moved into the log',
      registers,
    });
    this.#failures = new Counter({
      name: 'onceover_tail_failures_total',
      help: 'Batches and checkpoints that failed',
      registers,
    });
    this.#failing = new Gauge({
      name: 'onceover_tail_failing',
      help: '1 while the log has failed for 5 s or lags by more than 60 s',
      registers,
    });
    this.#checkpoints = new Counter({
      name: 'onceover_checkpoints_published_total',
      help: 'Checkpoints signed, stored and published',
      registers,
    });
  }

  observe(figures: TailFigures): void {
    const { owner, moved, lagMs, published, failure, failing } = figures;
    this.#owner.set(owner ? 1 : 0);
    this.#lag.set(lagMs / 1000);
    if (moved > 0) {
      this.#batch.observe(moved);
      this.#events.inc(moved);
    }
    this.#checkpoints.inc(published);
    this.#failing.set(failing ? 1 : 0);
    if (failure !== null) this.#failures.inc();
  }
}
