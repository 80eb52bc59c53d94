import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

import { type TailFigures, TailMetrics } from './tail-metrics';

/** Where a gauge reads its value when it is scraped. */
export interface GaugeSources {
  readonly undecidedRows: () => number;
  readonly waitingRows: () => number;
  readonly journalEvents: () => number;
  readonly cachedAnswers: () => number;
  readonly cacheHits: () => number;
  readonly cacheMisses: () => number;
  readonly pools: () => Readonly<Record<string, PoolCounts>>;
}

interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What this process measures; scraped at /api/metrics. */
export class Metrics {
  readonly registry = new Registry();
  readonly attempts: Counter<'operation' | 'outcome'>;
  readonly requests: Counter<'route' | 'status'>;
  readonly requestSeconds: Histogram<'route'>;
  readonly batchRows: Histogram<'lane'>;
  readonly undecided: Counter;
  readonly clockSkew: Gauge;
  readonly tableRows: Gauge<'table'>;
  readonly tableBytes: Gauge<'table'>;
  readonly purgeBacklog: Gauge<'table'>;
  readonly #tail: TailMetrics;

  constructor() {
    const registers = [this.registry];
    this.#tail = new TailMetrics(registers);
    this.attempts = new Counter({
      name: 'onceover_attempts_total',
      help: 'Attempts by outcome',
      labelNames: ['operation', 'outcome'],
      registers,
    });
    this.requests = new Counter({
      name: 'onceover_http_requests_total',
      help: 'Requests by route and status',
      labelNames: ['route', 'status'],
      registers,
    });
    this.requestSeconds = new Histogram({
      name: 'onceover_http_request_seconds',
      help: 'From arrival to the answer',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });
    this.batchRows = new Histogram({
      name: 'onceover_batch_rows',
      help: 'Rows committed together',
      labelNames: ['lane'],
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    });
    this.undecided = new Counter({
      name: 'onceover_undecided_rows_total',
      help: 'Rows neither won nor seen, which joined a later batch',
      registers,
    });
    this.clockSkew = new Gauge({
      name: 'onceover_clock_skew_seconds',
      help: "How far this machine's clock is ahead of the database's",
      registers,
    });
    const table = (name: string, help: string) =>
      new Gauge({ name, help, labelNames: ['table'], registers });
    this.tableRows = table('onceover_table_rows', 'Rows of each table, as estimated by PostgreSQL');
    this.tableBytes = table('onceover_table_bytes', 'Bytes of each table with its indexes');
    this.purgeBacklog = table('onceover_purge_backlog_rows', 'Rows due for the purge');
    collectDefaultMetrics({ register: this.registry, prefix: 'onceover_' });
  }

  observeTail(report: TailFigures): void {
    this.#tail.observe(report);
  }

  observeRequest(route: string, status: number, durationMs: number): void {
    this.requests.inc({ route, status });
    this.requestSeconds.observe({ route }, durationMs / 1000);
  }

  /** Values that live elsewhere and are read at each scrape. */
  watch(sources: GaugeSources): void {
    this.#gauge('onceover_undecided_keys', 'Keys being decided now', sources.undecidedRows);
    this.#gauge('onceover_waiting_rows', 'Rows waiting for a batch', sources.waitingRows);
    this.#gauge('onceover_journal_events', 'Refusals not written yet', sources.journalEvents);
    this.#gauge('onceover_cache_answers', 'Answers in the replay cache', sources.cachedAnswers);
    this.#gauge('onceover_cache_hits', 'Replay cache hits since the start', sources.cacheHits);
    this.#gauge('onceover_cache_misses', 'Replay cache misses', sources.cacheMisses);
    new Gauge({
      name: 'onceover_pool_connections',
      help: 'Database connections',
      labelNames: ['pool', 'state'],
      registers: [this.registry],
      collect() {
        for (const [pool, counts] of Object.entries(sources.pools())) {
          this.set({ pool, state: 'idle' }, counts.idleCount);
          this.set({ pool, state: 'used' }, counts.totalCount - counts.idleCount);
          this.set({ pool, state: 'waiting' }, counts.waitingCount);
        }
      },
    });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
