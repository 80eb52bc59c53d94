import type { Pool } from '@/lib/database/connection';
import type { Principal } from './principal';
import { recordLastUses } from './store';

const WRITE_EVERY_MS = 30_000;

/** When keys were last used: noted in memory, written together, so that no request writes. */
export class LastUses {
  readonly #pool: Pool;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #uses = new Map<string, { readonly merchantId: string; atMs: number }>();

  constructor(pool: Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#onError = onError;
    this.#timer = setInterval(() => void this.#write(), WRITE_EVERY_MS).unref();
  }

  touch({ merchantId, clientId }: Principal): void {
    const use = this.#uses.get(clientId);
    if (use) use.atMs = performance.now();
    else this.#uses.set(clientId, { merchantId, atMs: performance.now() });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  async #write(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map();
    const nowMs = performance.now();
    try {
      await recordLastUses(
        this.#pool,
        [...uses].map(([apiKeyId, { merchantId, atMs }]) => ({
          merchantId,
          apiKeyId,
          ageMs: nowMs - atMs,
        })),
      );
    } catch (error) {
      // A last use that is not written costs nobody anything; the next one comes soon.
      this.#onError(error);
    }
  }
}
