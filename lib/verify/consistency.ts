import { type Digest, sameBytes } from './digest';

/** A tree's root and how many leaves it has. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Whether the earlier tree is the beginning of the later one (RFC 9162 §2.1.4.2). A tree of no leaf
 * is the beginning of every tree.
 */
export function isConsistent(
  digest: Digest,
  earlier: TreeHead,
  later: TreeHead,
  path: readonly Uint8Array[],
): boolean {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return path.length === 0 && sameBytes(earlier.root, later.root);
  if (earlier.size === 0) {
    return path.length === 0 && sameBytes(earlier.root, digest.bytes(new Uint8Array()));
  }
  const [first, ...rest] = isPowerOfTwo(earlier.size) ? [earlier.root, ...path] : path;
  if (first === undefined) return false;
  let [place, last] = [earlier.size - 1, later.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [oldRoot, newRoot] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      oldRoot = node(digest, hash, oldRoot);
      newRoot = node(digest, hash, newRoot);
      while (place % 2 === 0 && place > 0) [place, last] = [half(place), half(last)];
    } else {
      newRoot = node(digest, newRoot, hash);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && sameBytes(oldRoot, earlier.root) && sameBytes(newRoot, later.root);
}

function node(digest: Digest, left: Uint8Array, right: Uint8Array): Uint8Array {
  return digest.bytes(Uint8Array.of(1, ...left, ...right));
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}

/** Without the 32 bits of a shift. */
function half(value: number): number {
  return Math.floor(value / 2);
}
