import type { Pool } from '@/lib/database/connection';
import type { NodePlace, NodeSource } from '../proof';
import { STORED_LEVEL, subtreeRoot } from '../tree';
import { readLeaves, readNodes } from './store';

/**
 * The subtrees of a stream: those stored, and small ones made of their leaves. Throws where one is
 * asked for that the log has not yet, or that is missing.
 */
export function streamNodes(pool: Pool, merchantId: string): NodeSource {
  return async (places) => {
    const small = places.filter(({ level }) => level < STORED_LEVEL);
    const stored = places.filter(({ level }) => level >= STORED_LEVEL);
    const [leaves, nodes] = await Promise.all([
      readLeaves(pool, merchantId, small.map(leavesOf)),
      readNodes(pool, merchantId, stored),
    ]);
    return places.map((place) => {
      const hash =
        place.level < STORED_LEVEL
          ? rootOfLeaves(leaves, place)
          : nodes.get(`${place.level} ${place.index}`);
      if (hash === undefined) {
        throw new Error(`the log has no subtree ${place.level}/${place.index}`);
      }
      return hash;
    });
  };
}

function leavesOf({ level, index }: NodePlace): { start: number; count: number } {
  return { start: index * 2 ** level, count: 2 ** level };
}

function rootOfLeaves(leaves: ReadonlyMap<number, Buffer>, place: NodePlace): Buffer | undefined {
  const { start, count } = leavesOf(place);
  const hashes: Buffer[] = [];
  for (let leaf = start; leaf < start + count; leaf += 1) {
    const hash = leaves.get(leaf);
    if (hash === undefined) return undefined;
    hashes.push(hash);
  }
  return subtreeRoot(hashes);
}
