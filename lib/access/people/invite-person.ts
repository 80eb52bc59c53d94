import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { invalidRequest } from '@/lib/http/problem';
import { uuidv7 } from '@/lib/http/uuid';
import type { Actor } from '../actor';
import type { PersonInput } from '../contract';
import { checkedGrants, presentGrants } from './grants';
import { hashInvitation, INVITATION_SECONDS, newInvitation } from './invitation';
import { lockedPerson } from './locked-person';
import { recordPersonEvent } from './record-person-event';
import { insertPerson, readGrants, replaceGrants, replaceInvitation } from './store';

/**
 * Makes a person who has no password yet, and the token by which they choose one, once. Throws the
 * problem `invalid-request` for an email address that is taken, an unknown merchant, an end in the
 * past; DatabaseError.
 */
export async function invitePerson(
  workPool: Pool,
  actor: Actor,
  input: PersonInput,
): Promise<{ readonly personId: string; readonly token: string }> {
  const given = await checkedGrants(workPool, input);
  const personId = uuidv7();
  const { email, reason } = input;
  const name = input.name ?? email.slice(0, email.indexOf('@'));
  const token = await runTransaction(workPool, async (transaction) => {
    if (!(await insertPerson(transaction, { personId, email, name }))) {
      throw invalidRequest({ pointer: '/email', detail: 'belongs to somebody already' });
    }
    await replaceGrants(transaction, personId, given);
    const after = { email, name, grants: presentGrants(await readGrants(transaction, personId)) };
    await recordPersonEvent(transaction, actor, {
      action: 'person.invited',
      personId,
      reason,
      after,
    });
    return await renew(transaction, personId);
  });
  return { personId, token };
}

/**
 * A new link for somebody whose invitation is too old, or who forgot the password; the old password
 * holds until another is chosen. Throws the problems `not-found` and, for who is disabled,
 * `invalid-request`; DatabaseError.
 */
export async function inviteAgain(
  workPool: Pool,
  actor: Actor,
  personId: string,
  reason: string,
): Promise<string> {
  return await runTransaction(workPool, async (transaction) => {
    const { disabled } = await lockedPerson(transaction, personId);
    if (disabled) throw invalidRequest({ pointer: '', detail: 'this person is disabled' });
    await recordPersonEvent(transaction, actor, {
      action: 'person.invited_again',
      personId,
      reason,
    });
    return await renew(transaction, personId);
  });
}

async function renew(transaction: Queryable, personId: string): Promise<string> {
  const token = newInvitation();
  await replaceInvitation(transaction, personId, hashInvitation(token), INVITATION_SECONDS);
  return token;
}
