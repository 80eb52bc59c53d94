import type { Actor } from '@/lib/access/actor';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { notFound } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { SYSTEM_STREAM } from '@/lib/ledger/journal';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import { markAsRemoved } from './store';

/**
 * Removes a sample company: nobody sees it any more, and its rows go within seconds. That it was
 * there stays in the log of the system. Throws the problem `not-found`, and DatabaseError.
 */
export async function removeSample(
  workPool: Pool,
  actor: Actor,
  merchantId: string,
  reason: string,
): Promise<void> {
  await runTransaction(workPool, async (transaction) => {
    if (!(await markAsRemoved(transaction, merchantId))) {
      throw notFound('This merchant is not a sample company: only those can be removed.');
    }
    await recordSystemEvent(transaction, {
      ...actor,
      merchantId: SYSTEM_STREAM,
      action: 'sample_company.removed',
      subjectType: 'merchant',
      subjectId: publicId('mer', merchantId),
      reason,
      before: { removed: false },
      after: { removed: true },
    });
  });
}
