import { LRUCache } from 'lru-cache';
import type { StoredAnswer } from './attempt';

const MAX_ANSWERS = 50_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** What an entry costs besides its body's characters. */
const OVERHEAD_BYTES = 600;
/** What is erased from the database is gone from here within a minute. */
const KEPT_MS = 60_000;
const CLOCK_MS = 1_000;

/**
 * Decided answers, so that a replay need not read them. Never the proof of anything: each use is
 * confirmed by the statement that writes the replay's event.
 */
export class ResponseCache {
  readonly #answers = new LRUCache<string, StoredAnswer>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    ttl: KEPT_MS,
    ttlResolution: CLOCK_MS,
    sizeCalculation: (answer) => OVERHEAD_BYTES + answer.body.length,
  });
  hits = 0;
  misses = 0;

  get(scopedKey: string): StoredAnswer | undefined {
    const answer = this.#answers.get(scopedKey);
    if (answer) this.hits += 1;
    else this.misses += 1;
    return answer;
  }

  set(scopedKey: string, answer: StoredAnswer): void {
    this.#answers.set(scopedKey, answer);
  }

  delete(scopedKey: string): void {
    this.#answers.delete(scopedKey);
  }

  get size(): number {
    return this.#answers.size;
  }
}
