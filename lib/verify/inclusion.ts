import { type Digest, Fault } from './digest';

/** A leaf in a tree: its hash, its place from 0 and how many leaves there are. */
interface Leaf {
  readonly hash: Uint8Array;
  readonly index: number;
  readonly size: number;
}

/** The root that an audit path leads to (RFC 9162 §2.1.3.2). Throws Fault where its length is another. */
export function rootOfPath(digest: Digest, leaf: Leaf, path: readonly Uint8Array[]): Uint8Array {
  const { index, size } = leaf;
  if (!(index >= 0 && index < size)) throw new Fault('the leaf lies outside the tree');
  let root = leaf.hash;
  let [position, last] = [index, size - 1];
  for (const sibling of path) {
    if (last === 0) throw new Fault('the path is longer than the tree is high');
    if (position % 2 === 1 || position === last) {
      root = node(digest, sibling, root);
      // At the right edge, levels without a sibling are passed over.
      while (position % 2 === 0 && position > 0) [position, last] = [half(position), half(last)];
    } else {
      root = node(digest, root, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  if (last !== 0) throw new Fault('the path is shorter than the tree is high');
  return root;
}

function node(digest: Digest, left: Uint8Array, right: Uint8Array): Uint8Array {
  return digest.bytes(Uint8Array.of(1, ...left, ...right));
}

/** Without the 32 bits of a shift. */
function half(value: number): number {
  return Math.floor(value / 2);
}
