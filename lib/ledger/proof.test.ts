import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  consistencyProof,
  inclusionProof,
  type NodeSource,
  rangeProof,
  verifyConsistency,
  verifyInclusion,
  verifyRange,
} from './proof';
import { largestPowerOfTwoBelow, naiveRoot } from './testing/naive-tree';
import { TreeEdge } from './tree';

const SIZES = Array.from({ length: 71 }, (_, size) => size);
const leaves = SIZES.map((index) => createHash('sha256').update(`\0leaf ${index}`).digest());
const roots = SIZES.map((size) => naiveRoot(leaves.slice(0, size)));
const rootAt = (size: number) => roots[size] ?? Buffer.alloc(0);
const head = (size: number) => ({ size, root: rootAt(size) });

const known = new Map<string, Buffer>();
const nodes: NodeSource = (places) =>
  Promise.resolve(
    places.map(({ level, index }) => {
      const start = index * 2 ** level;
      const name = `${level} ${index}`;
      const root = known.get(name) ?? naiveRoot(leaves.slice(start, start + 2 ** level));
      known.set(name, root);
      return root;
    }),
  );
/** Many proofs, on a machine that may be busy. */
const MANY_MS = 120_000;

/** RFC 6962 §2.1.1, as it is written there. */
function naivePath(index: number, of: readonly Buffer[]): Buffer[] {
  if (of.length === 1) return [];
  const split = largestPowerOfTwoBelow(of.length);
  return index < split
    ? [...naivePath(index, of.slice(0, split)), naiveRoot(of.slice(split))]
    : [...naivePath(index - split, of.slice(split)), naiveRoot(of.slice(0, split))];
}

/** RFC 6962 §2.1.2: SUBPROOF(m, D[n], b). */
function naiveSubproof(from: number, of: readonly Buffer[], complete: boolean): Buffer[] {
  if (from === of.length) return complete ? [] : [naiveRoot(of)];
  const split = largestPowerOfTwoBelow(of.length);
  return from <= split
    ? [...naiveSubproof(from, of.slice(0, split), complete), naiveRoot(of.slice(split))]
    : [...naiveSubproof(from - split, of.slice(split), false), naiveRoot(of.slice(0, split))];
}

test('at every size the edge has the root of RFC 6962, also begun anew in the middle', () => {
  for (const size of SIZES) {
    const begun = new TreeEdge(0, Buffer.alloc(0));
    for (const leaf of leaves.slice(0, Math.floor(size / 2))) begun.append(leaf);
    const edge = new TreeEdge(begun.size, begun.frontierBytes);
    for (const leaf of leaves.slice(begun.size, size)) edge.append(leaf);
    expect(edge.root).toEqual(rootAt(size));
    expect(edge.size).toBe(size);
  }
  expect(() => new TreeEdge(3, Buffer.alloc(32))).toThrow('not the frontier');
});

test(
  'every inclusion proof is that of RFC 6962 and verifies',
  async () => {
    for (const size of SIZES) {
      for (let index = 0; index < size; index += 1) {
        const path = await inclusionProof(nodes, index, size);
        requireSame(path, naivePath(index, leaves.slice(0, size)));
        expect(verifyInclusion(leafAt(index), index, size, path, rootAt(size))).toBe(true);
      }
    }
  },
  MANY_MS,
);

test(
  'every consistency proof is that of RFC 6962 and verifies',
  async () => {
    for (const to of SIZES) {
      for (let from = 0; from <= to; from += 1) {
        const path = await consistencyProof(nodes, from, to);
        requireSame(path, from === 0 ? [] : naiveSubproof(from, leaves.slice(0, to), true));
        expect(verifyConsistency(head(from), head(to), path)).toBe(true);
      }
    }
  },
  MANY_MS,
);

test(
  'every range proof verifies',
  async () => {
    for (const size of SIZES) {
      for (let first = 0; first < size; first += 1) {
        for (let last = first; last < size; last += 1) {
          const proof = await rangeProof(nodes, first, last, size);
          if (!verifyRange(leaves.slice(first, last + 1), first, head(size), proof)) {
            throw new Error(`${first} to ${last} of ${size} does not verify`);
          }
        }
      }
    }
  },
  MANY_MS,
);

test('what lies outside the tree has no proof', async () => {
  for (const refused of [
    inclusionProof(nodes, 3, 3),
    inclusionProof(nodes, -1, 3),
    inclusionProof(nodes, 0.5, 3),
    consistencyProof(nodes, 4, 3),
    rangeProof(nodes, 2, 1, 3),
    rangeProof(nodes, 0, 3, 3),
  ]) {
    await expect(refused).rejects.toThrow(RangeError);
  }
});

/** Many times quicker than toEqual. */
function requireSame(found: readonly Buffer[], expected: readonly Buffer[]): void {
  if (Buffer.concat(found).equals(Buffer.concat(expected))) return;
  expect(found).toEqual(expected);
}

function leafAt(index: number): Buffer {
  return leaves[index] ?? Buffer.alloc(0);
}

type Mutation = (hashes: readonly Buffer[]) => readonly Buffer[];

/** One hash changed, dropped, added, doubled, or two swapped: never the same list. */
const mutation: fc.Arbitrary<Mutation> = fc
  .record({ how: fc.nat(4), at: fc.nat(1000), bit: fc.nat(255) })
  .map(({ how, at, bit }) => (hashes: readonly Buffer[]) => {
    const list = [...hashes];
    const index = list.length === 0 ? 0 : at % list.length;
    const one = list[index];
    const next = list[index + 1];
    if (how === 1 && one) list.splice(index, 1);
    else if (how === 2 && one && next && !one.equals(next)) list.splice(index, 2, next, one);
    else if (how === 3 && one) list.splice(index, 0, one);
    else if (how === 4 || one === undefined) list.push(createHash('sha256').update('x').digest());
    else {
      const changed = Buffer.from(one);
      changed.writeUInt8((changed[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
      list[index] = changed;
    }
    return list;
  });
const size = fc.integer({ min: 2, max: 70 });

describe('a proof that was changed is refused', () => {
  test('of inclusion: its hashes, the leaf, the place, the size, the root', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(1000), mutation, async (n, at, mutate) => {
        const index = at % n;
        const path = await inclusionProof(nodes, index, n);
        const verify = (
          over: Partial<Record<'leaf' | 'index' | 'size' | 'root', number>>,
          p = path,
        ) =>
          verifyInclusion(
            leafAt(over.leaf ?? index),
            over.index ?? index,
            over.size ?? n,
            p,
            rootAt(over.root ?? n),
          );
        expect(verify({})).toBe(true);
        expect(verify({}, [...mutate(path)])).toBe(false);
        expect(verify({ leaf: (index + 1) % n })).toBe(false);
        expect(verify({ index: (index + 1) % n })).toBe(false);
        expect(verify({ index: n })).toBe(false);
        expect(verify({ root: n - 1 })).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('of consistency', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(1000), mutation, async (to, at, mutate) => {
        const from = 1 + (at % (to - 1));
        const path = await consistencyProof(nodes, from, to);
        expect(verifyConsistency(head(from), head(to), path)).toBe(true);
        expect(verifyConsistency(head(from), head(to), mutate(path))).toBe(false);
        expect(verifyConsistency(head(from - 1), head(to), [...path, leafAt(0)])).toBe(false);
        expect(verifyConsistency({ ...head(from), root: rootAt(from - 1) }, head(to), path)).toBe(
          false,
        );
        expect(verifyConsistency(head(from), { ...head(to), root: rootAt(to - 1) }, path)).toBe(
          false,
        );
        expect(verifyConsistency(head(to), head(from), path)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('of a range: a leaf left out, added, swapped or shifted too', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.nat(1000), fc.nat(1000), mutation, async (n, a, b, mutate) => {
        const [first, last] = [Math.min(a % n, b % n), Math.max(a % n, b % n)];
        const proof = await rangeProof(nodes, first, last, n);
        const range = leaves.slice(first, last + 1);
        const verify = (of: readonly Buffer[], from: number, p: readonly Buffer[] = proof) =>
          verifyRange(of, from, head(n), p);
        expect(verify(range, first)).toBe(true);
        expect(verify(range, first, mutate(proof))).toBe(false);
        expect(verify(mutate(range), first)).toBe(false);
        expect(verify(range.slice(1), first)).toBe(false);
        expect(verify(range, first + 1)).toBe(false);
        expect(verify(range, first - 1)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
