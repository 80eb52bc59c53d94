import { hash } from 'node:crypto';

/** A perfect subtree: `index` counts those of its level from the left. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

/** Subtrees from this level on are stored; lower ones are made from at most 16 leaves. */
export const STORED_LEVEL = 4;
const HASH_BYTES = 32;

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** RFC 6962 §2.1: SHA-256 of 0x01 and both children. */
export function hashNode(left: Buffer, right: Buffer): Buffer {
  left.copy(pair, 1);
  right.copy(pair, 1 + HASH_BYTES);
  return hash('sha256', pair, 'buffer');
}

/** The root of the tree whose frontier this is; of no leaf at all SHA-256 of nothing (§2.1). */
export function rootOf(frontier: readonly Buffer[]): Buffer {
  if (frontier.length === 0) return hash('sha256', '', 'buffer');
  return frontier.reduceRight((right, left) => hashNode(left, right));
}

/** The hashes of a frontier. Throws where it is not one of a tree of this size. */
export function frontierOf(size: number, frontier: Buffer): Buffer[] {
  const count = frontier.length / HASH_BYTES;
  if (count !== subtreeCount(size)) {
    throw new Error(`${count} hashes are not the frontier of a tree of ${size} leaves`);
  }
  return Array.from({ length: count }, (_, index) =>
    frontier.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}

/**
 * The right edge of a stream's tree while leaves are appended: the roots of the perfect subtrees
 * that make it up, the largest first.
 */
export class TreeEdge {
  readonly #frontier: Buffer[];
  readonly #completed: TreeNode[] = [];
  #size: number;

  /** `frontier` as `frontierBytes` gave it. Throws where it is not one of a tree of this size. */
  constructor(size: number, frontier: Buffer) {
    this.#size = size;
    this.#frontier = frontierOf(size, frontier);
  }

  get size(): number {
    return this.#size;
  }

  /** Subtrees completed since the start, from STORED_LEVEL on. */
  get completed(): readonly TreeNode[] {
    return this.#completed;
  }

  get root(): Buffer {
    return rootOf(this.#frontier);
  }

  get frontierBytes(): Buffer {
    return Buffer.concat(this.#frontier);
  }

  append(leafHash: Buffer): void {
    this.appendSubtree(0, leafHash);
  }

  /** A perfect subtree of `2 ** level` leaves, where one of that size may begin. */
  appendSubtree(level: number, root: Buffer): void {
    let node = root;
    let index = this.#size / 2 ** level;
    if (!Number.isInteger(index)) throw new Error(`no subtree of level ${level} begins here`);
    for (let above = level + 1; index % 2 === 1; above += 1) {
      const left = this.#frontier.pop();
      if (left === undefined) throw new Error('the frontier is too short for its size');
      node = hashNode(left, node);
      index = (index - 1) / 2;
      if (above >= STORED_LEVEL) this.#completed.push({ level: above, index, hash: node });
    }
    this.#frontier.push(node);
    this.#size += 2 ** level;
  }
}

/** How many perfect subtrees make up a tree: the ones in the size's binary form. */
function subtreeCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
