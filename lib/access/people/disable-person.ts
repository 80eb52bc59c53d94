import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import type { Actor } from '../actor';
import { lockedPerson, refuseLastAdministrator } from './locked-person';
import { recordPersonEvent } from './record-person-event';
import { disable, endSessions } from './store';

/**
 * Ends a person's access for good, and their sessions at once, everywhere; nothing happens to one who
 * is disabled already. Throws the problems `not-found` and, for the only administrator,
 * `invalid-request`; DatabaseError.
 */
export async function disablePerson(
  workPool: Pool,
  actor: Actor,
  personId: string,
  reason: string,
): Promise<void> {
  await runTransaction(workPool, async (transaction) => {
    await refuseLastAdministrator(transaction, personId);
    const { disabled } = await lockedPerson(transaction, personId);
    if (disabled) return;
    await disable(transaction, personId);
    await endSessions(transaction, personId);
    await recordPersonEvent(transaction, actor, {
      action: 'person.disabled',
      personId,
      reason,
      before: { disabled: false },
      after: { disabled: true },
    });
  });
}
