import { type Digest, Fault } from './digest';

interface Subtree {
  /** Its height: 2^level leaves, all there. */
  readonly level: number;
  readonly hash: Uint8Array;
}

const HASH_BYTES = 32;

/**
 * A Merkle tree (RFC 6962 §2.1) that grows leaf by leaf, held as its perfect subtrees, the largest
 * first. `left` are those of the leaves before the first that is added.
 */
export class GrowingTree {
  readonly #digest: Digest;
  readonly #subtrees: Subtree[] = [];
  readonly #pair = new Uint8Array(1 + 2 * HASH_BYTES);
  #size = 0;

  constructor(digest: Digest, size: number, left: readonly Uint8Array[]) {
    this.#digest = digest;
    this.#pair[0] = 1;
    const levels = levelsOf(size);
    if (levels.length !== left.length) {
      throw new Fault(
        `the range proof has ${left.length} subtrees before the range instead of ${levels.length}`,
      );
    }
    for (const [index, hash] of left.entries()) this.addSubtree(levels[index] ?? 0, hash);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the next 2^level leaves. The tree's size must be a multiple of that. */
  addSubtree(level: number, hash: Uint8Array): void {
    let merged: Subtree = { level, hash };
    for (
      let last = this.#subtrees.at(-1);
      last?.level === merged.level;
      last = this.#subtrees.at(-1)
    ) {
      this.#subtrees.pop();
      merged = { level: merged.level + 1, hash: this.#node(last.hash, merged.hash) };
    }
    this.#subtrees.push(merged);
    this.#size += 2 ** level;
  }

  /** Of the tree as it stands. */
  root(): Uint8Array {
    const last = this.#subtrees.at(-1);
    if (last === undefined) return this.#digest.bytes(new Uint8Array());
    return this.#subtrees
      .slice(0, -1)
      .reduceRight((root, { hash }) => this.#node(hash, root), last.hash);
  }

  /** Adds what comes after the range, up to `size`: the perfect subtrees in order. */
  addRight(size: number, right: readonly Uint8Array[]): void {
    let used = 0;
    while (this.#size < size) {
      const hash = right[used];
      if (hash === undefined) {
        throw new Fault('the range proof lacks subtrees after the range');
      }
      this.addSubtree(nextLevel(this.#size, size), hash);
      used += 1;
    }
    if (used !== right.length) throw new Fault('the range proof has more subtrees than it needs');
  }

  #node(left: Uint8Array, right: Uint8Array): Uint8Array {
    this.#pair.set(left, 1);
    this.#pair.set(right, 1 + HASH_BYTES);
    return this.#digest.bytes(this.#pair);
  }
}

/** The levels of the perfect subtrees that make up a tree of this size, the largest first. */
export function levelsOf(size: number): number[] {
  const levels: number[] = [];
  for (let level = 0, rest = size; rest > 0; level += 1, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) levels.unshift(level);
  }
  return levels;
}

/** The level of the largest perfect subtree that begins at leaf `from` and ends by `size`. */
function nextLevel(from: number, size: number): number {
  let level = 0;
  while (from % 2 ** (level + 1) === 0 && from + 2 ** (level + 1) <= size) level += 1;
  return level;
}
