import type { Pool } from '@/lib/database/connection';
import type { NodePlace } from '../proof';
import { blockStart, type KnownNodes, keptPlaces, subtreeHash } from './kept-nodes';
import {
  checkpointSizes,
  leavesOfBlocks,
  nodesOfBlocks,
  type Partition,
  type StreamPart,
  storeNodes,
} from './store';

const SIZES_MAX = 500;

/**
 * Stores of a stream's part what proofs will need once its leaves are gone: the lower subtrees where
 * the part ends, so that later events can be proved, and where checkpoints end that somebody may
 * hold, so that the log can be shown to have grown from them. May be done again. Throws
 * DatabaseError.
 */
export async function keepNodes(
  ownerPool: Pool,
  partition: Partition,
  { merchantId, firstSeq, lastSeq: cut }: StreamPart,
): Promise<void> {
  await storePlaces(ownerPool, partition, merchantId, keptPlaces(cut, cut));
  // From the block on that the part before it ended in: there it may have kept no more than it had.
  let above = blockStart(firstSeq - 1);
  for (;;) {
    const sizes = await checkpointSizes(ownerPool, merchantId, {
      above,
      upTo: cut,
      limit: SIZES_MAX,
    });
    const places = sizes.flatMap((size) => keptPlaces(size, cut));
    await storePlaces(ownerPool, partition, merchantId, places);
    const last = sizes.at(-1);
    if (last === undefined || sizes.length < SIZES_MAX) return;
    above = last;
  }
}

async function storePlaces(
  pool: Pool,
  partition: Partition,
  merchantId: string,
  places: readonly NodePlace[],
): Promise<void> {
  if (places.length === 0) return;
  const starts = [...new Set(places.map(({ level, index }) => blockStart(index * 2 ** level)))];
  const leaves = await leavesOfBlocks(pool, partition, merchantId, starts);
  const stored = await nodesOfBlocks(pool, merchantId, starts);
  const nodes = new Map(stored.map(({ hash, ...place }) => [nameOf(place), hash]));
  const known: KnownNodes = {
    leaf: (index) => leaves.get(index),
    node: (place) => nodes.get(nameOf(place)),
  };
  const missing = new Map(places.map((place) => [nameOf(place), place]));
  for (const name of nodes.keys()) missing.delete(name);
  const kept = [...missing.values()].map((place) => ({
    ...place,
    hash: subtreeHash(place, known),
  }));
  await storeNodes(pool, merchantId, kept);
}

function nameOf({ level, index }: NodePlace): string {
  return `${level} ${index}`;
}
