import type { Pool } from '@/lib/database/connection';
import type { NodePlace, NodeSource } from '../proof';
import { type KnownNodes, subtreeHash } from '../retention/kept-nodes';
import { STORED_LEVEL } from '../tree';
import { readLeaves, readNodes } from './store';

/**
 * The subtrees of a stream: those stored, and small ones made of their leaves, or of what was kept
 * of them when their month was archived. Throws where one is asked for that the log has not yet, or
 * that is missing.
 */
export function streamNodes(pool: Pool, merchantId: string): NodeSource {
  return async (places) => {
    const small = places.filter(({ level }) => level < STORED_LEVEL);
    const large = places.filter(({ level }) => level >= STORED_LEVEL);
    const [leaves, stored] = await Promise.all([
      readLeaves(pool, merchantId, small.map(leavesOf)),
      readNodes(pool, merchantId, large),
    ]);
    const cut = small.filter((place) => !isWhole(place, leaves));
    const kept = await readNodes(pool, merchantId, cut.flatMap(withBelow));
    const known: KnownNodes = {
      leaf: (index) => leaves.get(index),
      node: ({ level, index }) => (level < STORED_LEVEL ? kept : stored).get(`${level} ${index}`),
    };
    return places.map((place) => {
      if (place.level < STORED_LEVEL) return subtreeHash(place, known);
      const hash = known.node(place);
      if (hash !== undefined) return hash;
      throw new Error(`the log has no subtree ${place.level}/${place.index}`);
    });
  };
}

function leavesOf({ level, index }: NodePlace): { start: number; count: number } {
  return { start: index * 2 ** level, count: 2 ** level };
}

function isWhole(place: NodePlace, leaves: ReadonlyMap<number, Buffer>): boolean {
  const { start, count } = leavesOf(place);
  return Array.from({ length: count }, (_, at) => start + at).every((leaf) => leaves.has(leaf));
}

/** A subtree and all that it is made of. */
function withBelow({ level, index }: NodePlace): NodePlace[] {
  if (level === 0) return [{ level, index }];
  const child = (at: number) => withBelow({ level: level - 1, index: at });
  return [{ level, index }, ...child(2 * index), ...child(2 * index + 1)];
}
