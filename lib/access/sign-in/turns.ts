/** Thrown where too many wait already. */
export class Crowded extends Error {}

/**
 * One at a time for each name, a few at a time in all, and only so many waiting: guesses sent all at
 * once are counted one by one, and hashing passwords leaves the machine to payments.
 */
export class Turns {
  readonly #running = new Set<string>();
  readonly #waiting: { readonly name: string; readonly start: () => void }[] = [];
  readonly #limits: { readonly running: number; readonly waiting: number };

  constructor(limits: { readonly running: number; readonly waiting: number }) {
    this.#limits = limits;
  }

  /** Throws Crowded, or what `work` throws. */
  async take<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    await this.#begin(name);
    try {
      return await work();
    } finally {
      this.#running.delete(name);
      this.#startNext();
    }
  }

  #begin(name: string): Promise<void> {
    if (this.#isFree(name)) {
      this.#running.add(name);
      return Promise.resolve();
    }
    if (this.#waiting.length >= this.#limits.waiting) {
      return Promise.reject(new Crowded('too many wait'));
    }
    return new Promise((resolve) => this.#waiting.push({ name, start: resolve }));
  }

  #startNext(): void {
    const index = this.#waiting.findIndex(({ name }) => this.#isFree(name));
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (!next) return;
    this.#running.add(next.name);
    next.start();
  }

  #isFree(name: string): boolean {
    return this.#running.size < this.#limits.running && !this.#running.has(name);
  }
}
