import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import type { IssuedPerson } from '../oidc/single-sign-on';
import type { Grant } from '../roles';
import { presentGrants } from './grants';
import { recordPersonEvent } from './record-person-event';
import {
  findAccount,
  findUserByEmail,
  hasGrantsGivenHere,
  insertAccount,
  insertPerson,
  lockPerson,
  readGrants,
  replaceGrants,
} from './store';

const ISSUER = { actor: 'single sign-on', actorRole: 'issuer' };
const NAME_MAX = 100;

/**
 * The person whom the issuer names: by account, else whoever has the verified email address, else
 * somebody new, if any group has a role. Roles follow the groups at each sign-in, unless one was given
 * here. Undefined where nobody may come in. Throws DatabaseError.
 */
export async function admitIssuedPerson(
  workPool: Pool,
  issued: IssuedPerson,
  grants: readonly Grant[],
): Promise<string | undefined> {
  return await runTransaction(workPool, async (transaction) => {
    const personId =
      (await findAccount(transaction, issued.account)) ??
      (await linked(transaction, issued)) ??
      (await created(transaction, issued, grants));
    if (personId === undefined) return undefined;
    await lockPerson(transaction, personId);
    await followGroups(transaction, personId, grants);
    return personId;
  });
}

/** An address that the issuer has not verified may be anybody's. */
async function linked(
  transaction: Queryable,
  { account, email, emailVerified }: IssuedPerson,
): Promise<string | undefined> {
  const personId =
    email !== undefined && emailVerified ? await findUserByEmail(transaction, email) : undefined;
  if (personId === undefined) return undefined;
  await insertAccount(transaction, personId, account);
  await recordPersonEvent(transaction, ISSUER, {
    action: 'person.linked',
    personId,
    reason: 'the issuer verified the email address',
  });
  return personId;
}

async function created(
  transaction: Queryable,
  { account, email, name }: IssuedPerson,
  grants: readonly Grant[],
): Promise<string | undefined> {
  if (email === undefined || grants.length === 0) return undefined;
  const personId = uuidv7();
  const called = (name ?? email.slice(0, email.indexOf('@'))).slice(0, NAME_MAX);
  if (!(await insertPerson(transaction, { personId, email, name: called }))) return undefined;
  await insertAccount(transaction, personId, account);
  await recordPersonEvent(transaction, ISSUER, {
    action: 'person.created',
    personId,
    reason: 'the first sign-in',
    after: { email, name: called },
  });
  return personId;
}

async function followGroups(
  transaction: Queryable,
  personId: string,
  grants: readonly Grant[],
): Promise<void> {
  if (await hasGrantsGivenHere(transaction, personId)) return;
  const before = presentGrants(await readGrants(transaction, personId));
  await replaceGrants(transaction, personId, { grants, endsAt: null, source: 'groups' });
  const after = presentGrants(await readGrants(transaction, personId));
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await recordPersonEvent(transaction, ISSUER, {
    action: 'person.role_changed',
    personId,
    reason: 'the groups at the issuer',
    before,
    after,
  });
}
