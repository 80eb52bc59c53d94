import { type NodePlace, perfectSubtrees } from '../proof';
import { hashNode, STORED_LEVEL } from '../tree';

const BLOCK_LEAVES = 2 ** STORED_LEVEL;

/** Where the block of leaves begins whose subtrees are not stored one by one. */
export function blockStart(size: number): number {
  return size - (size % BLOCK_LEAVES);
}

/**
 * The subtrees that proofs from or to a tree of `size` leaves need of the block that its end lies
 * in, as far as it is made of the first `cut` leaves, which are to go: those left of the end, and
 * those right of it. None where it ends with a block: all else is stored as it is sealed.
 */
export function keptPlaces(size: number, cut: number): NodePlace[] {
  const start = blockStart(size);
  if (start === size) return [];
  const end = Math.min(start + BLOCK_LEAVES, cut);
  return [...perfectSubtrees(start, size), ...perfectSubtrees(size, end)];
}

/** Hashes of a stream's leaves by index, and of its subtrees by place. */
export interface KnownNodes {
  leaf(index: number): Buffer | undefined;
  node(place: NodePlace): Buffer | undefined;
}

/** A subtree's hash from what is stored, else from its children. Throws where one is gone. */
export function subtreeHash(place: NodePlace, known: KnownNodes): Buffer {
  const { level, index } = place;
  const stored = known.node(place) ?? (level === 0 ? known.leaf(index) : undefined);
  if (stored !== undefined) return stored;
  if (level === 0) throw new Error(`leaf ${index} is gone, and no subtree has it`);
  const child = (at: number) => subtreeHash({ level: level - 1, index: at }, known);
  return hashNode(child(2 * index), child(2 * index + 1));
}
