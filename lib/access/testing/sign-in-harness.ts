import { afterAll, beforeAll } from 'vitest';
import { createPrisma } from '@/lib/database/prisma-client';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { createMerchant } from '../create-merchant';
import { ensureAdministrator } from '../people/ensure-administrator';
import { invitePerson } from '../people/invite-person';
import type { Role } from '../roles';
import { acceptInvitation } from '../sign-in/accept-invitation';
import { Sessions } from '../sign-in/sessions';
import { type SignInRequest, signIn } from '../sign-in/sign-in';

export const ADMINISTRATOR = { email: 'admin@onceover.local', password: 'correct horse battery' };
export const ACTOR = { actor: 'tester', actorRole: 'test' };
export const REASON = 'a test';
const SECRET = 'a secret of thirty-two characters';

/** A database with a merchant and its administrator, and two instances on it, for a test file. */
export function signInHarness() {
  const opened: { database?: TestDatabase; here?: Sessions; elsewhere?: Sessions } = {};
  let addresses = 0;
  let people = 0;

  const pool = () => present(opened.database).pool;
  const instance = (publicUrl = 'http://localhost:3000') =>
    new Sessions({ workPool: pool(), prisma: createPrisma(pool()), publicUrl, secret: SECRET });
  /** From an address that nobody else comes from. */
  const request = (over: Partial<SignInRequest> = {}): SignInRequest => {
    addresses += 1;
    const ip = `192.0.2.${addresses}`;
    return { ...ADMINISTRATOR, ip, userAgent: 'a browser', cookies: undefined, ...over };
  };
  const tryEnter = (over: Partial<SignInRequest> = {}, sessions = present(opened.here)) =>
    signIn({ sessions, workPool: pool() }, request(over));
  /** The cookies of a session. */
  const enter = async (over: Partial<SignInRequest> = {}, sessions = present(opened.here)) => {
    const answer = await tryEnter(over, sessions);
    if (!answer.signedIn) throw new Error('a code is missing');
    return answer.cookies;
  };
  /** Somebody invited, with a password chosen. */
  const person = async (role: Role = 'viewer') => {
    people += 1;
    const email = `person-${people}@example.com`;
    const password = `password of ${email}`;
    const { personId, token } = await invitePerson(pool(), ACTOR, { email, role, reason: REASON });
    await acceptInvitation(pool(), { token, password });
    return { personId, email, password };
  };

  beforeAll(async () => {
    opened.database = await createTestDatabase();
    await ensureAdministrator(pool(), ADMINISTRATOR);
    await createMerchant(pool(), ACTOR, { name: 'Acme', reason: REASON });
    opened.here = instance();
    opened.elsewhere = instance();
  });
  afterAll(() => opened.database?.drop());
  return {
    instance,
    request,
    tryEnter,
    enter,
    person,
    get database() {
      return present(opened.database);
    },
    get here() {
      return present(opened.here);
    },
    get elsewhere() {
      return present(opened.elsewhere);
    },
  };
}

/** As a browser sends back what it was given. */
export function cookieHeader(setCookies: readonly string[]): string {
  return setCookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('only inside a test');
  return value;
}
