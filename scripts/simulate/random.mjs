import { createHash } from 'node:crypto';

/** Choices that a seed repeats (mulberry32); never for secrets. */
export class Random {
  #seed;
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#seed = seed;
    this.#state = seed >>> 0;
  }

  /**
   * Choices of its own for one actor, whatever the others do meanwhile.
   * @param {string} name
   */
  fork(name) {
    const digest = createHash('sha256').update(`${this.#seed} ${name}`).digest();
    return new Random(digest.readUInt32BE(0));
  }

  /** In [0, 1). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number; both ends are in. @param {number} from @param {number} to */
  int(from, to) {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /**
   * @template Item
   * @param {readonly Item[]} list not empty
   * @returns {Item}
   */
  pick(list) {
    return /** @type {Item} */ (list[this.int(0, list.length - 1)]);
  }

  /** So many hexadecimal digits. @param {number} digits */
  hex(digits) {
    let text = '';
    while (text.length < digits) text += this.int(0, 15).toString(16);
    return text;
  }

  /**
   * The same in another order.
   * @template Item
   * @param {readonly Item[]} list
   */
  shuffle(list) {
    return list
      .map((item) => ({ item, at: this.next() }))
      .sort((one, other) => one.at - other.at)
      .map(({ item }) => item);
  }
}
