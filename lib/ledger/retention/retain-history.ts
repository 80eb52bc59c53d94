import type { Pool } from '@/lib/database/connection';
import type { Archive } from './archive';
import { countErased } from './count-erased';
import { dropPartition } from './drop-partition';
import {
  type ArchivedPart,
  coveringCheckpoint,
  duePartitions,
  type Partition,
  streamParts,
} from './store';

/** Nothing younger is ever dropped, whatever is configured. */
const MONTHS_MIN = 12;

interface RetentionOptions {
  readonly ownerPool: Pool;
  readonly archive: Archive;
  /** How many months are kept at least, besides the current one. */
  readonly months: number;
  readonly signal: AbortSignal;
}

/**
 * Archives and drops the months that history is not kept for any more, the oldest first. What was
 * begun and cut off is found in the archive and goes on. Returns those that are gone. Throws
 * DatabaseError, and what the archive throws: then nothing more is dropped.
 */
export async function retainHistory(options: RetentionOptions): Promise<Partition[]> {
  const { ownerPool, archive, months, signal } = options;
  const gone: Partition[] = [];
  for (const partition of await duePartitions(ownerPool, Math.max(months, MONTHS_MIN))) {
    const archived: ArchivedPart[] = [];
    for (const part of await streamParts(ownerPool, partition)) {
      signal.throwIfAborted();
      const checkpoint = await coveringCheckpoint(ownerPool, part);
      if (checkpoint === undefined) {
        throw new Error(`no checkpoint covers ${partition.name} of ${part.merchantId} yet`);
      }
      const month = partition.month.slice(0, 7);
      const erased = await countErased(ownerPool, { ...part, checkpoint });
      const covered = { ...part, checkpoint, erased };
      archived.push({ ...covered, files: await archive.keep(covered, month, signal) });
    }
    if (await dropPartition(ownerPool, partition, archived)) gone.push(partition);
  }
  return gone;
}
