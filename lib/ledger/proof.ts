import { hashNode, rootOf, TreeEdge } from './tree';

/** A perfect subtree: `2 ** level` leaves, from leaf `index * 2 ** level` on. */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
}

/** Gives the hashes of perfect subtrees of one stream, in the order asked. */
export type NodeSource = (places: readonly NodePlace[]) => Promise<Buffer[]>;

/** Leaves `start` up to, without, `end`. */
interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The perfect subtrees that make up leaves `start` up to, without, `end`, from left to right, each
 * the largest that fits there. From 0 on they are the frontier of a tree of `end` leaves.
 */
export function perfectSubtrees(start: number, end: number): NodePlace[] {
  const places: NodePlace[] = [];
  for (let leaf = start; leaf < end; ) {
    let level = 0;
    while (leaf % 2 ** (level + 1) === 0 && leaf + 2 ** (level + 1) <= end) level += 1;
    places.push({ level, index: leaf / 2 ** level });
    leaf += 2 ** level;
  }
  return places;
}

/**
 * The audit path of leaf `index` in the tree of the first `size` leaves (RFC 6962 §2.1.1), from
 * the leaf's sibling up. Throws RangeError where there is no such leaf.
 */
export async function inclusionProof(
  nodes: NodeSource,
  index: number,
  size: number,
): Promise<Buffer[]> {
  requireOrder(0, index, size - 1);
  const path: LeafRange[] = [];
  let { start, end } = { start: 0, end: size };
  while (end - start > 1) {
    const split = start + largestPowerOfTwoBelow(end - start);
    if (index < split) {
      path.unshift({ start: split, end });
      end = split;
    } else {
      path.unshift({ start, end: split });
      start = split;
    }
  }
  return await hashesOf(nodes, path);
}

/**
 * Shows that the tree of `from` leaves is the beginning of that of `to` leaves (RFC 6962 §2.1.2).
 * Empty for `from` 0 or `from` = `to`. Throws RangeError where `from` is greater than `to`.
 */
export async function consistencyProof(
  nodes: NodeSource,
  from: number,
  to: number,
): Promise<Buffer[]> {
  requireOrder(0, from, to);
  if (from === 0 || from === to) return [];
  const path: LeafRange[] = [];
  let { start, end } = { start: 0, end: to };
  // Whether what is left of the old tree is the old tree itself, whose root the verifier has.
  let isOldTree = true;
  while (end > from) {
    const split = start + largestPowerOfTwoBelow(end - start);
    if (from <= split) {
      path.unshift({ start: split, end });
      end = split;
    } else {
      path.unshift({ start, end: split });
      start = split;
      isOldTree = false;
    }
  }
  if (!isOldTree) path.unshift({ start, end });
  return await hashesOf(nodes, path);
}

/**
 * Shows that leaves `first` to `last` (from 0, both included) stand in the tree of `size` leaves
 * without a gap. First the perfect subtrees left of the range, the largest first; then those right
 * of it, from left to right: `perfectSubtrees(0, first)` and `perfectSubtrees(last + 1, size)`.
 *
 * A verifier computes both lists of places itself, from `first`, `last` and `size` alone, and
 * refuses a proof with another number of hashes. It starts with a stack of the left hashes with
 * their levels and then pushes in turn every leaf of the range (level 0) and every right hash (its
 * place's level). Whenever the two on top have the same level, they become one of the next level,
 * SHA-256(0x01, lower, upper). In the end the stack is folded from the top: the two on top become
 * SHA-256(0x01, lower, upper) until one is left, and that is the root. `verifyRange` does this.
 * Throws RangeError where the range is not within the tree.
 */
export async function rangeProof(
  nodes: NodeSource,
  first: number,
  last: number,
  size: number,
): Promise<Buffer[]> {
  requireOrder(0, first, last);
  requireOrder(first, last, size - 1);
  return await nodes([...perfectSubtrees(0, first), ...perfectSubtrees(last + 1, size)]);
}

/** The root that an inclusion proof leads to, or undefined where it has another length. */
function inclusionRoot(
  leafHash: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
): Buffer | undefined {
  if (!(index >= 0 && index < size)) return undefined;
  let node = leafHash;
  let [position, last] = [index, size - 1];
  for (const sibling of path) {
    // RFC 9162 §2.1.3.2: at the right edge, levels without a sibling are passed over.
    if (last === 0) return undefined;
    if (position % 2 === 1 || position === last) {
      node = hashNode(sibling, node);
      while (position % 2 === 0 && position > 0) [position, last] = [half(position), half(last)];
    } else {
      node = hashNode(node, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 ? node : undefined;
}

export function verifyInclusion(
  leafHash: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
  root: Buffer,
): boolean {
  return inclusionRoot(leafHash, index, size, path)?.equals(root) === true;
}

/** A tree's root and how many leaves it has. */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/** RFC 9162 §2.1.4.2. A tree of no leaf is the beginning of every tree. */
export function verifyConsistency(from: TreeHead, to: TreeHead, path: readonly Buffer[]): boolean {
  if (from.size > to.size || from.size < 0) return false;
  if (from.size === to.size) return path.length === 0 && from.root.equals(to.root);
  if (from.size === 0) return path.length === 0 && from.root.equals(rootOf([]));
  const isPerfect = Number.isInteger(Math.log2(from.size));
  const [first, ...rest] = isPerfect ? [from.root, ...path] : path;
  if (first === undefined) return false;
  let [position, last] = [from.size - 1, to.size - 1];
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  let [oldRoot, newRoot] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      oldRoot = hashNode(hash, oldRoot);
      newRoot = hashNode(hash, newRoot);
      while (position % 2 === 0 && position > 0) [position, last] = [half(position), half(last)];
    } else {
      newRoot = hashNode(newRoot, hash);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && oldRoot.equals(from.root) && newRoot.equals(to.root);
}

/** Whether these leaves, in their order, are leaves `first` and following of the tree. */
export function verifyRange(
  leafHashes: readonly Buffer[],
  first: number,
  tree: TreeHead,
  proof: readonly Buffer[],
): boolean {
  const end = first + leafHashes.length;
  if (leafHashes.length === 0 || first < 0 || end > tree.size) return false;
  const left = perfectSubtrees(0, first);
  const right = perfectSubtrees(end, tree.size);
  if (proof.length !== left.length + right.length) return false;
  const edge = new TreeEdge(first, Buffer.concat(proof.slice(0, left.length)));
  for (const leafHash of leafHashes) edge.append(leafHash);
  for (const [index, { level }] of right.entries()) {
    const hash = proof[left.length + index];
    if (hash !== undefined) edge.appendSubtree(level, hash);
  }
  return edge.root.equals(tree.root);
}

async function hashesOf(nodes: NodeSource, ranges: readonly LeafRange[]): Promise<Buffer[]> {
  const places = ranges.map(({ start, end }) => perfectSubtrees(start, end));
  const hashes = await nodes(places.flat());
  let taken = 0;
  return places.map(({ length }) => {
    taken += length;
    return rootOf(hashes.slice(taken - length, taken));
  });
}

function requireOrder(low: number, value: number, high: number): void {
  if (Number.isSafeInteger(value) && low <= value && value <= high) return;
  throw new RangeError(`${value} is not between ${low} and ${high}`);
}

function largestPowerOfTwoBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** Without the 32 bits of a shift. */
function half(value: number): number {
  return Math.floor(value / 2);
}
