import { isDeepStrictEqual } from 'node:util';
import { isCode } from '@/lib/config/durable-file';
import type { Pool } from '@/lib/database/connection';
import { DatabaseError } from '@/lib/database/failure';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { lockErasureExclusive } from '../erasure/erasure-lock';
import { SYSTEM_STREAM } from '../journal';
import { recordSystemEvent, type SystemEvent } from '../record-system-event';
import type { ErasedCounts } from './archive';
import { countErased } from './count-erased';
import { keepNodes } from './keep-nodes';
import {
  type ArchivedPart,
  dropTable,
  insertArchives,
  lockLog,
  type Partition,
  streamParts,
} from './store';

const KEEPER = { actor: 'onceover', actorRole: 'system' };
/** It needs the whole log for a moment, and must not keep others waiting for that. */
const LOCK_TIMEOUT_MS = 2_000;
const UNDEFINED_TABLE = '42P01';

/**
 * Drops a month of the log, all of which lies in the archive. Each stream's log says what went and
 * what the archive's files hash to. `archived` are the parts, as streamParts gives them: where they
 * are not all that there is, or more is erased of them by now, nothing is dropped. False where
 * another instance was quicker. Throws DatabaseError.
 */
export async function dropPartition(
  ownerPool: Pool,
  partition: Partition,
  archived: readonly ArchivedPart[],
): Promise<boolean> {
  try {
    for (const part of archived) await keepNodes(ownerPool, partition, part);
    await runTransaction(ownerPool, (transaction) => drop(transaction, partition, archived), {
      lockTimeoutMs: LOCK_TIMEOUT_MS,
    });
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && isCode(error.cause, UNDEFINED_TABLE)) return false;
    throw error;
  }
}

async function erasedOf(
  transaction: Queryable,
  archived: readonly ArchivedPart[],
): Promise<ErasedCounts[]> {
  const counts: ErasedCounts[] = [];
  for (const part of archived) counts.push(await countErased(transaction, part));
  return counts;
}

async function drop(
  transaction: Queryable,
  partition: Partition,
  archived: readonly ArchivedPart[],
): Promise<void> {
  await lockErasureExclusive(transaction);
  // Before the log is locked: it may take longer than others can wait for that.
  const erased = await erasedOf(transaction, archived);
  await lockLog(transaction);
  const found = await streamParts(transaction, partition);
  const known = archived.map(({ merchantId, firstSeq, lastSeq }) => ({
    merchantId,
    firstSeq,
    lastSeq,
  }));
  if (!isDeepStrictEqual(found, known)) {
    throw new Error(`${partition.name} has other events than those that were archived`);
  }
  const archivedErased = archived.map((part) => part.erased);
  if (!isDeepStrictEqual(erased, archivedErased)) {
    throw new Error(`${partition.name} has events that were erased after they were archived`);
  }
  await dropTable(transaction, partition);
  await insertArchives(transaction, partition, archived);
  for (const { merchantId, firstSeq, lastSeq, files } of archived) {
    const before = { first_seq: firstSeq, last_seq: lastSeq };
    await tell(transaction, partition, { merchantId, action: 'history.archived', before, files });
  }
  const streams = { streams: archived.length };
  await tell(transaction, partition, {
    merchantId: SYSTEM_STREAM,
    action: 'history.dropped',
    before: streams,
    files: null,
  });
}

async function tell(
  transaction: Queryable,
  { month }: Partition,
  {
    files,
    ...what
  }: Pick<SystemEvent, 'merchantId' | 'action' | 'before'> & {
    readonly files: ArchivedPart['files'] | null;
  },
): Promise<void> {
  await recordSystemEvent(transaction, {
    ...KEEPER,
    ...what,
    subjectType: 'month',
    subjectId: month.slice(0, 7),
    reason: 'older than history is kept',
    after: files && { files },
  });
}
