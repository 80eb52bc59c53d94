import type { Connection, PoolClient, Submittable } from 'pg';
import type { Pool } from './connection';
import { classifyFailure, DatabaseError } from './failure';

/** Rows as COPY writes them, without their line feeds. */
export interface CopyRows {
  /** Each row with the line end asked for, several rows in a block. */
  readonly bytes: Buffer;
  readonly rows: number;
}

const BLOCK_BYTES = 256 * 1024;

/**
 * Runs `COPY (…) TO STDOUT` and hands its rows on, block by block, each row ended by `lineEnd`. The
 * server waits while `onRows` does. Aborting cancels the statement by closing its connection.
 * Throws DatabaseError, and what `onRows` throws.
 */
export async function copyOut(
  pool: Pool,
  statement: string,
  options: {
    readonly lineEnd: string;
    readonly onRows: (block: CopyRows) => Promise<void>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const { lineEnd, onRows, signal } = options;
  signal?.throwIfAborted();
  const client = await pool.connect().catch((cause: unknown) => {
    throw new DatabaseError('unavailable', cause);
  });
  const copy = new CopyOut(statement, Buffer.from(lineEnd), onRows);
  const abort = () => copy.fail(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    client.query(copy);
    await copy.done;
    release(client, false);
  } catch (error) {
    const ended = copy.answered;
    release(client, !ended);
    if (!ended || signal?.aborted || !isFromServer(error)) throw error;
    throw new DatabaseError(classifyFailure(error), error);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** A connection that is still sending rows is of no more use. */
function release(client: PoolClient, broken: boolean): void {
  client.release(broken);
}

function isFromServer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error;
}

/** What `pg` calls while a COPY answers. The server sends one message for each row. */
class CopyOut implements Submittable {
  readonly done: Promise<void>;
  /** The server has said how it ended. */
  answered = false;
  readonly #statement: string;
  readonly #lineEnd: Buffer;
  readonly #onRows: (block: CopyRows) => Promise<void>;
  readonly #blocks: CopyRows[] = [];
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filled = 0;
  #rows = 0;
  #connection: Connection | undefined;
  #handing = false;
  #failed = false;
  #ended = false;

  constructor(statement: string, lineEnd: Buffer, onRows: (block: CopyRows) => Promise<void>) {
    this.#statement = statement;
    this.#lineEnd = lineEnd;
    this.#onRows = onRows;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.#failed) return;
    const bytes = chunk.length - 1;
    const needed = bytes + this.#lineEnd.length;
    if (this.#filled + needed > this.#block.length) this.#cut(needed);
    chunk.copy(this.#block, this.#filled, 0, bytes);
    this.#lineEnd.copy(this.#block, this.#filled + bytes);
    this.#filled += needed;
    this.#rows += 1;
  }

  handleCommandComplete(): void {
    this.#cut(0);
    this.#ended = true;
  }

  handleError(error: unknown): void {
    this.answered = isFromServer(error);
    this.fail(error);
  }

  handleReadyForQuery(): void {
    this.answered = true;
    this.#finish();
  }

  fail(error: unknown): void {
    this.#failed = true;
    this.#resume();
    this.#reject(error);
  }

  /** Queues what is filled and takes a new block of at least this size. */
  #cut(needed: number): void {
    if (this.#filled > 0) {
      this.#blocks.push({ bytes: this.#block.subarray(0, this.#filled), rows: this.#rows });
      this.#block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, needed));
      this.#filled = 0;
      this.#rows = 0;
      this.#hand();
    }
    if (this.#block.length < needed) this.#block = Buffer.allocUnsafe(needed);
  }

  #hand(): void {
    if (this.#handing) return;
    this.#handing = true;
    this.#connection?.stream.pause();
    this.#handAll().then(
      () => {
        this.#handing = false;
        this.#resume();
        this.#finish();
      },
      (error: unknown) => this.fail(error),
    );
  }

  async #handAll(): Promise<void> {
    for (let next = this.#blocks.shift(); next; next = this.#blocks.shift()) {
      if (this.#failed) return;
      await this.#onRows(next);
    }
  }

  #resume(): void {
    this.#connection?.stream.resume();
  }

  #finish(): void {
    if (this.answered && this.#ended && !this.#handing && this.#blocks.length === 0) {
      this.#resolve();
    }
  }
}
