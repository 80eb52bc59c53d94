import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import type { Actor } from '../actor';
import type { GrantInput } from '../contract';
import { ALL_MERCHANTS } from '../roles';
import { checkedGrants, presentGrants } from './grants';
import { lockedPerson, refuseLastAdministrator } from './locked-person';
import { recordPersonEvent } from './record-person-event';
import { endSessions, readGrants, replaceGrants } from './store';

/**
 * Another role, other merchants or another end, instead of what was granted; the person's sessions
 * end at once, everywhere. Throws the problems `not-found` and `invalid-request`; DatabaseError.
 */
export async function changeRole(
  workPool: Pool,
  actor: Actor,
  personId: string,
  input: GrantInput,
): Promise<void> {
  const given = await checkedGrants(workPool, input);
  const { role, reason } = input;
  const isEverywhere = given.grants.some(({ merchantId }) => merchantId === ALL_MERCHANTS);
  const keepsAll = role === 'admin' && isEverywhere && given.endsAt === null;
  await runTransaction(workPool, async (transaction) => {
    if (!keepsAll) await refuseLastAdministrator(transaction, personId);
    await lockedPerson(transaction, personId);
    const before = presentGrants(await readGrants(transaction, personId));
    await replaceGrants(transaction, personId, given);
    await endSessions(transaction, personId);
    const after = presentGrants(await readGrants(transaction, personId));
    await recordPersonEvent(transaction, actor, {
      action: 'person.role_changed',
      personId,
      reason,
      before,
      after,
    });
  });
}
