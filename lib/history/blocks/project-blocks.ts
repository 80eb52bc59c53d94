import type { Queryable } from '@/lib/database/session';
import type { LogEvent } from '@/lib/ledger/log-event';
import type { Projection } from '@/lib/ledger/projection';
import { BlockFold, type BlockRange, hourOf } from './block';
import { saveBlocks } from './store';

/** Where in the log the values of its columns stand. */
export const blocksProjection: Projection = {
  name: 'blocks',
  tables: ['event_blocks'],
  async apply(transaction, events) {
    const fold = new BlockFold();
    for (const event of events) addEvent(fold, event);
    await recordBlocks(transaction, fold.ranges);
  },
};

/** For what another projection knows of keys. */
export async function recordBlocks(
  transaction: Queryable,
  ranges: readonly BlockRange[],
): Promise<void> {
  if (ranges.length > 0) await saveBlocks(transaction, ranges);
}

function addEvent(fold: BlockFold, event: LogEvent): void {
  const { merchantId, seq } = event;
  fold.add(merchantId, 'hour', hourOf(event.occurredAt), seq);
  fold.add(merchantId, 'outcome', event.outcome, seq);
  if (event.operation !== null) fold.add(merchantId, 'operation', event.operation, seq);
  if (event.currency !== null) fold.add(merchantId, 'currency', event.currency, seq);
  if (event.client !== null) fold.add(merchantId, 'client', event.client, seq);
  if (event.ip !== null) fold.add(merchantId, 'ip', event.ip, seq);
  if (event.userAgent !== null) fold.add(merchantId, 'user_agent', event.userAgent, seq);
  if (event.httpStatus !== null) {
    fold.add(merchantId, 'http_status', String(event.httpStatus), seq);
  }
}
