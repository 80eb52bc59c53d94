import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import type { Actor } from '../actor';
import { lockedPerson } from './locked-person';
import { recordPersonEvent } from './record-person-event';
import { deleteFactors, endSessions } from './store';

/**
 * For who has lost the devices: the authenticator, its recovery codes and all passkeys are gone, the
 * sessions end, and the password alone signs in. Throws the problem `not-found`; DatabaseError.
 */
export async function resetFactors(
  workPool: Pool,
  actor: Actor,
  personId: string,
  reason: string,
): Promise<void> {
  await runTransaction(workPool, async (transaction) => {
    await lockedPerson(transaction, personId);
    const before = await deleteFactors(transaction, personId);
    await endSessions(transaction, personId);
    await recordPersonEvent(transaction, actor, {
      action: 'person.factors_reset',
      personId,
      reason,
      before,
    });
  });
}
