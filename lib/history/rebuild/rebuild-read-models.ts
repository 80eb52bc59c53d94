import { StartError } from '@/lib/config/errors';
import type { Pool } from '@/lib/database/connection';
import type { Queryable } from '@/lib/database/session';
import type { Projection } from '@/lib/ledger/projection';
import { whileLogIsHeld } from '@/lib/ledger/tail/hold-log';
import { emptyTable, lastArchivedMonth, listStreams, lockTables, readStream } from './store';

const BATCH_EVENTS = 2_000;

export interface RebuildProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Makes the read models again from the log, all or nothing: in one transaction, while the tail is
 * held off, with the old ones to be read until it commits. `pool` is the owner's, without a limit on
 * statements. Throws StartError where events are in the archive only, as what was made of them would
 * be lost, unless told to do without.
 */
export async function rebuildReadModels(
  pool: Pool,
  projections: readonly Projection[],
  onProgress: (progress: RebuildProgress) => void,
  { withoutArchived = false }: { readonly withoutArchived?: boolean } = {},
): Promise<RebuildProgress> {
  let progress = { done: 0, total: 0 };
  await whileLogIsHeld(pool, async (transaction) => {
    const archived = await lastArchivedMonth(transaction);
    if (archived !== undefined && !withoutArchived) {
      throw new StartError(
        `events up to ${archived} are in the archive only, and what was made of them would be lost: add --without-archived to go on all the same`,
      );
    }
    const tables = projections.flatMap((projection) => projection.tables);
    await lockTables(transaction, tables);
    for (const table of tables) await emptyTable(transaction, table);
    const streams = await listStreams(transaction);
    const total = streams.reduce((sum, { size }) => sum + size, 0);
    for (const { merchantId, size } of streams) {
      for (let seq = 0; seq < size; seq += BATCH_EVENTS) {
        const done = await replay(transaction, projections, merchantId, seq);
        progress = { done: progress.done + done, total };
        onProgress(progress);
      }
    }
  });
  return progress;
}

/** Returns how many events there were behind this seq, at most a batch. */
async function replay(
  transaction: Queryable,
  projections: readonly Projection[],
  merchantId: string,
  afterSeq: number,
): Promise<number> {
  const events = await readStream(transaction, merchantId, afterSeq, BATCH_EVENTS);
  for (const projection of projections) await projection.apply(transaction, events);
  return events.length;
}
