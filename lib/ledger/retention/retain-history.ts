import type { Pool } from '@/lib/database/connection';
import { dropPartition } from './drop-partition';
import {
  type ArchivedPart,
  duePartitions,
  type Partition,
  type StreamPart,
  streamParts,
} from './store';

/** Nothing younger is ever dropped, whatever is configured. */
const MONTHS_MIN = 12;

export interface Archive {
  /**
   * Puts a stream's part of a month into the archive, unless it is there. Resolves once the files
   * are durable and the verifier has found that all holds; rejects where it has not.
   */
  keep(part: StreamPart, month: string, signal: AbortSignal): Promise<ArchivedPart['files']>;
}

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
  const { ownerPool, months, signal } = options;
  const gone: Partition[] = [];
  for (const partition of await duePartitions(ownerPool, Math.max(months, MONTHS_MIN))) {
    const archived: ArchivedPart[] = [];
    for (const part of await streamParts(ownerPool, partition)) {
      signal.throwIfAborted();
      const files = await options.archive.keep(part, partition.month.slice(0, 7), signal);
      archived.push({ ...part, files });
    }
    if (await dropPartition(ownerPool, partition, archived)) gone.push(partition);
  }
  return gone;
}
