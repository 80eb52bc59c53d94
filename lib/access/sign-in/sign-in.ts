import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import { Problem } from '@/lib/http/problem';
import { uuidv7 } from '@/lib/http/uuid';
import { hasAuthenticator, takeCode } from '../factors/authenticator';
import { type Guess, guardedGuess } from './guarded-guess';
import { cookieOf, deviceCookie, deviceOf } from './session-cookie';
import type { Browser, Sessions } from './sessions';
import { findSigner, type SignerRow } from './store';

/** A refusal takes as long whether there is such a person or not: one look-up more is not seen. */
const REFUSAL_MS = 250;
const WRONG_PASSWORD = 'The email address or the password is wrong.';
const WRONG_CODE = 'The code is wrong, too old or used already.';

export interface SignInRequest extends Browser {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code. */
  readonly code?: string | undefined;
}

/** The `Set-Cookie` headers of a session; none where the password is right and a code is missing. */
export type SignInAnswer =
  | { readonly signedIn: true; readonly cookies: string[] }
  | { readonly signedIn: false };

type Signer = SignerRow & { readonly personId: string };

/**
 * Starts a session for who knows the password, and the code where the person has an authenticator;
 * the session that the browser had is ended. Throws the problems `unauthenticated`, with one text
 * whoever it is that does not get in by a password, and `rate-limited` after too many failures, right
 * or not; DatabaseError.
 */
export async function signIn(
  { sessions, workPool }: { readonly sessions: Sessions; readonly workPool: Pool },
  request: SignInRequest,
): Promise<SignInAnswer> {
  const email = request.email.toLowerCase();
  const { cookies, secret, turns } = sessions;
  const deviceId = deviceOf(cookieOf(request.cookies, cookies.device), secret, email);
  let begunAtMs = performance.now();
  const guess = await guardedGuess({ workPool, turns }, { email, ip: request.ip, deviceId }, () => {
    begunAtMs = performance.now();
    return check(sessions, workPool, { ...request, email });
  });
  if (guess.kind === 'half-right') return { signedIn: false };
  const session =
    guess.kind === 'right' && (await sessions.start(guess.value.personId, request, 'password'));
  if (!session) {
    await sleep(Math.max(0, begunAtMs + REFUSAL_MS - performance.now()));
    const reason = guess.kind === 'wrong' ? guess.reason : undefined;
    throw new Problem('unauthenticated', reason ?? WRONG_PASSWORD, {
      headers: { 'www-authenticate': 'Bearer realm="Onceover"' },
    });
  }
  const device = deviceCookie(cookies, secret, email, deviceId ?? uuidv7());
  return { signedIn: true, cookies: [session, device] };
}

async function check(
  sessions: Sessions,
  workPool: Pool,
  { email, password, code }: SignInRequest,
): Promise<Guess<Signer>> {
  const personId = await sessions.personOf(email, password);
  const signer = personId && (await findSigner(workPool, personId));
  if (!personId || !signer) return { kind: 'wrong' };
  const value = { ...signer, personId };
  if (!(await hasAuthenticator(workPool, personId))) return { kind: 'right', value };
  if (code === undefined) return { kind: 'half-right' };
  const keeper = { workPool, secret: sessions.secret };
  const taken = await takeCode(keeper, value, code);
  return taken ? { kind: 'right', value } : { kind: 'wrong', reason: WRONG_CODE };
}
