import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { invalidRequest, Problem } from '@/lib/http/problem';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { hashPassword } from '../password';
import { recordPersonEvent } from '../people/record-person-event';
import type { Person } from '../person';
import { personActor } from '../person-principal';
import { guardedGuess } from './guarded-guess';
import { cookieOf, deviceOf, SESSION_MAX_SECONDS } from './session-cookie';
import type { Browser, Sessions } from './sessions';
import { deletePersonSession, findCredential, listPersonSessions, setPassword } from './store';

export interface Account {
  readonly sessions: Sessions;
  readonly workPool: Pool;
}

/** Whether somebody has a password here; who signs in elsewhere has none. Throws DatabaseError. */
export async function hasPassword(pool: Pool, { email }: Person): Promise<boolean> {
  return typeof (await findCredential(pool, email))?.password === 'string';
}

/**
 * Whoever holds a session is not yet its person: what changes how one signs in asks for the password
 * once more, where there is one. Throws the problems `invalid-request` at `/password` and
 * `rate-limited`; DatabaseError.
 */
export async function provePassword(
  { sessions, workPool }: Account,
  person: Person,
  browser: Browser,
  password: string,
): Promise<void> {
  if (!(await hasPassword(workPool, person))) return;
  const { email, personId } = person;
  const guess = await guardedGuess(
    { workPool, turns: sessions.turns },
    { email, ip: browser.ip, deviceId: deviceIdOf(sessions, person, browser) },
    async () =>
      (await sessions.personOf(email, password)) === personId
        ? ({ kind: 'right', value: undefined } as const)
        : ({ kind: 'wrong' } as const),
  );
  if (guess.kind === 'right') return;
  throw invalidRequest({ pointer: '/password', detail: 'this is not your password' });
}

/** The device that a code or a password is guessed from. */
export function deviceIdOf(
  { cookies, secret }: Sessions,
  { email }: Person,
  browser: Browser,
): string | undefined {
  return deviceOf(cookieOf(browser.cookies, cookies.device), secret, email);
}

/**
 * Another password; all sessions of the person end, and this browser gets a new one. Resolves to its
 * `Set-Cookie` header. Throws as provePassword, `unauthenticated` where the person was disabled
 * meanwhile.
 */
export async function changePassword(
  account: Account,
  person: Person,
  browser: Browser,
  { password, next }: { readonly password: string; readonly next: string },
): Promise<string> {
  const { workPool, sessions } = account;
  if (!(await hasPassword(workPool, person))) {
    throw invalidRequest({
      pointer: '',
      detail: 'you have no password here: you sign in elsewhere',
    });
  }
  await provePassword(account, person, browser, password);
  const { personId } = person;
  const passwordHash = await hashPassword(next);
  await runTransaction(workPool, async (transaction) => {
    await setPassword(transaction, personId, passwordHash);
    await recordPersonEvent(transaction, personActor(person), {
      action: 'person.password_changed',
      personId,
      reason: 'own account',
    });
  });
  const cookie = await sessions.start(personId, browser, 'new password');
  if (cookie === undefined) throw new Problem('unauthenticated', 'You may not sign in any more.');
  return cookie;
}

/** Where somebody is signed in, the latest use first. Throws DatabaseError. */
export async function readOwnSessions(pool: Pool, { personId, sessionId }: Person) {
  const rows = await listPersonSessions(pool, personId, SESSION_MAX_SECONDS);
  return rows.map((row) => ({
    id: publicId('ses', row.session_id),
    created_at: row.created_at.toISOString(),
    last_used_at: row.updated_at.toISOString(),
    ip: row.ip_address,
    user_agent: row.user_agent,
    current: row.session_id === sessionId,
  }));
}

/** Ends one of one's own sessions, everywhere at once; nothing happens where it is over. */
export async function endOwnSession(pool: Pool, person: Person, id: string): Promise<void> {
  const sessionId = uuidOf('ses', id);
  if (sessionId === undefined) return;
  const { personId } = person;
  await runTransaction(pool, async (transaction) => {
    if (!(await deletePersonSession(transaction, personId, sessionId))) return;
    await recordPersonEvent(transaction, personActor(person), {
      action: 'person.session_ended',
      personId,
      reason: 'own account',
      before: { session: id },
    });
  });
}
