import type { Queryable } from '@/lib/database/session';
import { invalidRequest, notFound } from '@/lib/http/problem';
import { hasOtherAdministrator, lockPerson } from './store';

/** The person, locked until the transaction ends. Throws the problem `not-found`. */
export async function lockedPerson(transaction: Queryable, personId: string) {
  const person = await lockPerson(transaction, personId);
  if (!person) throw notFound('No person has this id.');
  return person;
}

/** Throws the problem `invalid-request` where nobody would be left to manage people. */
export async function refuseLastAdministrator(
  transaction: Queryable,
  personId: string,
): Promise<void> {
  if (await hasOtherAdministrator(transaction, personId)) return;
  throw invalidRequest({
    pointer: '',
    detail: 'this is the only administrator of every merchant: make another one first',
  });
}
