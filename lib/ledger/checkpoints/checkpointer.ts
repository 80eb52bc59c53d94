import type { Pool } from '@/lib/database/connection';
import type { Queryable } from '@/lib/database/session';
import { type Lease, runLeased } from '../tail/lease';
import { frontierOf, rootOf } from '../tree';
import type { CheckpointFiles } from './checkpoint-files';
import { originOf, signCheckpoint } from './note';
import type { SigningKey, SigningKeys } from './signing-keys';
import {
  deleteRequests,
  insertCheckpoints,
  markPublished,
  readRequests,
  readUnpublished,
  readUnsignedHeads,
  readUnsignedStreams,
  type SignedHead,
  type UnsignedHead,
} from './store';

const PAUSE_MS = 10_000;
const MAX_STREAMS = 500;
const MAX_PUBLISHED = 200;

interface CheckpointerOptions {
  readonly pool: Pool;
  readonly keys: SigningKeys;
  readonly files: CheckpointFiles;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/**
 * Signs the ends of streams that grow, each at most every 10 s and when somebody asks, and
 * publishes what is committed. A hint of which streams grow is all that it remembers.
 */
export class Checkpointer {
  readonly #options: CheckpointerOptions;
  /** Stream → when it is due. */
  readonly #due = new Map<string, number>();

  constructor(options: CheckpointerOptions) {
    this.#options = options;
  }

  /** After the lease is taken: what was left unsigned is due, what was left unpublished follows. */
  async takeOver(): Promise<void> {
    const nowMs = this.#options.now();
    for (const merchantId of await readUnsignedStreams(this.#options.pool)) {
      this.#due.set(merchantId, nowMs);
    }
  }

  grown(merchantIds: Iterable<string>): void {
    const nowMs = this.#options.now();
    for (const merchantId of merchantIds) {
      if (!this.#due.has(merchantId)) this.#due.set(merchantId, nowMs);
    }
  }

  /**
   * Signs what is due and publishes; `all`: also what has had its checkpoint a moment ago. Returns
   * how many it has published. Throws as runLeased does.
   */
  async turn(lease: Lease, all = false): Promise<number> {
    const nowMs = this.#options.now();
    const asked = await readRequests(this.#options.pool);
    const due: string[] = [];
    for (const [merchantId, dueMs] of this.#due) {
      if (due.length < MAX_STREAMS && (all || dueMs <= nowMs)) due.push(merchantId);
    }
    // Taken out first: what grows meanwhile is due again.
    for (const merchantId of due) this.#due.delete(merchantId);
    if (asked.length + due.length > 0) await this.#sign(lease, due, asked, all);
    return await this.#publish();
  }

  async #sign(lease: Lease, due: string[], asked: string[], all: boolean): Promise<void> {
    const { pool, keys, now } = this.#options;
    const key = await keys.current();
    const atOnce = new Set(asked);
    await runLeased(pool, lease, async (transaction: Queryable) => {
      const signed: SignedHead[] = [];
      for (const head of await readUnsignedHeads(transaction, [...due, ...asked])) {
        const { merchantId, sinceLastMs } = head;
        const waitMs = sinceLastMs === null ? 0 : PAUSE_MS - sinceLastMs;
        if (all || atOnce.has(merchantId) || waitMs <= 0) signed.push(signHead(head, key));
        else this.#due.set(merchantId, now() + waitMs);
      }
      if (signed.length > 0) await insertCheckpoints(transaction, signed);
      if (asked.length > 0) await deleteRequests(transaction, asked);
    });
  }

  /** Returns how many it has published. */
  async #publish(): Promise<number> {
    const { pool, files } = this.#options;
    const unpublished = await readUnpublished(pool, MAX_PUBLISHED);
    for (const checkpoint of unpublished) await files.publish(checkpoint);
    if (unpublished.length > 0) await markPublished(pool, unpublished);
    return unpublished.length;
  }
}

function signHead({ merchantId, size, frontier }: UnsignedHead, key: SigningKey): SignedHead {
  const root = rootOf(frontierOf(size, frontier));
  const note = signCheckpoint({ origin: originOf(merchantId), size, root }, key);
  return { merchantId, size, root, note };
}
