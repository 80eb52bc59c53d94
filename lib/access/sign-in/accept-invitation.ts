import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { invalidRequest } from '@/lib/http/problem';
import { hashPassword } from '../password';
import { hashInvitation } from '../people/invitation';
import { recordPersonEvent } from '../people/record-person-event';
import { setPassword, useInvitation } from './store';

/**
 * Sets the password of the person who was invited; the link works once. Resolves to their email
 * address. Throws the problem `invalid-request` where the link is used up or too old; DatabaseError.
 */
export async function acceptInvitation(
  workPool: Pool,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<string> {
  const passwordHash = await hashPassword(password);
  return await runTransaction(workPool, async (transaction) => {
    const invited = await useInvitation(transaction, hashInvitation(token));
    if (!invited) {
      throw invalidRequest({
        pointer: '/token',
        detail: 'was used or is too old: ask for another',
      });
    }
    await setPassword(transaction, invited.person_id, passwordHash);
    const actor = { actor: invited.email, actorRole: 'person' };
    await recordPersonEvent(transaction, actor, {
      action: 'person.password_set',
      personId: invited.person_id,
      reason: 'invitation',
    });
    return invited.email;
  });
}
