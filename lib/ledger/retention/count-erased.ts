import type { Queryable } from '@/lib/database/session';
import type { CoveredPart, ErasedCounts } from './archive';
import { erasedBetween } from './store';

const PAGE_EVENTS = 10_000;

/**
 * How many events of what an archived part covers are erased. Erasures only add to them: where the
 * counts are the same, so are the events.
 */
export async function countErased(
  owner: Queryable,
  { merchantId, firstSeq, checkpoint }: Omit<CoveredPart, 'erased'>,
  pageEvents = PAGE_EVENTS,
): Promise<ErasedCounts> {
  const total = { attempt: 0, system: 0 };
  for (let first = firstSeq; first <= checkpoint.size; first += pageEvents) {
    const last = Math.min(first + pageEvents - 1, checkpoint.size);
    const { attempt, system } = await erasedBetween(owner, merchantId, { first, last });
    total.attempt += attempt;
    total.system += system;
  }
  return total;
}
