import type { Queryable } from '@/lib/database/session';
import { type Begun, groupExpiries } from './fold-expiry';
import { countExpiries, widenKeyBlocks } from './store';

/** When generations that have begun expire: by hour, and by the block of the key's first event. */
export async function recordExpiries(
  transaction: Queryable,
  begun: readonly Begun[],
): Promise<void> {
  if (begun.length === 0) return;
  const groups = groupExpiries(begun);
  await widenKeyBlocks(transaction, groups);
  await countExpiries(transaction, groups);
}
