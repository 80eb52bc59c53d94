export interface GroupCommitOptions<Row, Result> {
  /** Commits the rows together; one result for each, in order. */
  readonly commit: (rows: readonly Row[]) => Promise<readonly Result[]>;
  readonly maxRows: number;
  readonly maxInFlight: number;
  /** Rows that may wait; one more is refused by `onFull`. */
  readonly maxWaiting: number;
  readonly onFull: () => Error;
  /** Where given, a batch holds only rows with the first one's group (one shard, one commit). */
  readonly groupOf?: ((row: Row) => string) | undefined;
  readonly onBatch?: (rows: number) => void;
}

/** What a commit costs besides its rows, both sides pay: fewer rows wait for the one in flight … */
const OVERLAP_ROWS_MIN = 16;
/** … unless it takes this long: it waits for somebody's lock, and holds nobody else up. */
const OVERLAP_AFTER_MS = 5;

interface Waiting<Row, Result> {
  readonly row: Row;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: what arrives while a batch is in flight forms the next one. A lone row is committed
 * at once, without a timer, and the batches grow with the load.
 */
export class GroupCommit<Row, Result> {
  readonly #options: GroupCommitOptions<Row, Result>;
  #waiting: Waiting<Row, Result>[] = [];
  #inFlight = 0;
  #scheduled = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(options: GroupCommitOptions<Row, Result>) {
    this.#options = options;
  }

  get waitingRows(): number {
    return this.#waiting.length;
  }

  submit(row: Row): Promise<Result> {
    if (this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.reject(this.#options.onFull());
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      this.#schedule();
    });
  }

  /** After the event loop's turn, so that requests read in one turn travel together. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= this.#options.maxInFlight) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#start();
    });
  }

  #start(): void {
    if (this.#waiting.length === 0 || this.#inFlight >= this.#options.maxInFlight) return;
    if (this.#inFlight > 0 && this.#waiting.length < OVERLAP_ROWS_MIN) {
      this.#patience ??= setTimeout(() => {
        this.#patience = undefined;
        if (this.#waiting.length > 0) this.#startBatch();
      }, OVERLAP_AFTER_MS);
      return;
    }
    this.#startBatch();
    this.#start();
  }

  #startBatch(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const batch = this.#take();
    this.#inFlight += 1;
    this.#options.onBatch?.(batch.length);
    void this.#run(batch);
  }

  async #run(batch: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await this.#options.commit(batch.map((waiting) => waiting.row));
      for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as Result);
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    } finally {
      this.#inFlight -= 1;
      if (this.#waiting.length > 0) this.#schedule();
    }
  }

  /** A fair share for each commit that may start now: two that overlap beat one twice as large. */
  #take(): Waiting<Row, Result>[] {
    const { maxInFlight, groupOf } = this.#options;
    const share = Math.ceil(this.#waiting.length / (maxInFlight - this.#inFlight));
    const maxRows = Math.min(this.#options.maxRows, Math.max(OVERLAP_ROWS_MIN, share));
    const first = this.#waiting[0];
    if (groupOf === undefined || first === undefined) return this.#waiting.splice(0, maxRows);
    const group = groupOf(first.row);
    const taken: Waiting<Row, Result>[] = [];
    this.#waiting = this.#waiting.filter((waiting) => {
      if (taken.length >= maxRows || groupOf(waiting.row) !== group) return true;
      taken.push(waiting);
      return false;
    });
    return taken;
  }
}
