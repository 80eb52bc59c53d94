import { setTimeout as sleep } from 'node:timers/promises';
import { isAPIError } from 'better-auth/api';
import type { Pool } from '@/lib/database/connection';
import { Problem } from '@/lib/http/problem';
import { uuidv7 } from '@/lib/http/uuid';
import { ADDRESS_HEADER } from './authentication';
import { cookieOf, deviceCookie, deviceOf } from './session-cookie';
import type { Sessions } from './sessions';
import { countFailure, forgetFailures, readThrottles } from './store';
import { throttlesOf, WINDOW_SECONDS, waitSeconds } from './throttle';
import { Crowded } from './turns';

/** A refusal takes as long whether there is such a person or not: one look-up more is not seen. */
const REFUSAL_MS = 250;

export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  readonly ip: string;
  readonly userAgent: string | undefined;
  /** The `Cookie` header. */
  readonly cookies: string | undefined;
}

/**
 * Starts a session for who knows the password; the session that the browser had is ended. Resolves to
 * the `Set-Cookie` headers. Throws the problems `unauthenticated`, with one text for every cause, and
 * `rate-limited` after too many failures, right password or not; DatabaseError.
 */
export async function signIn(
  { sessions, workPool }: { readonly sessions: Sessions; readonly workPool: Pool },
  request: SignInRequest,
): Promise<string[]> {
  const email = request.email.toLowerCase();
  const { cookies, secret } = sessions;
  const deviceId = deviceOf(cookieOf(request.cookies, cookies.device), secret, email);
  const throttles = throttlesOf({ email, ip: request.ip, deviceId });
  const names = throttles.map(({ name }) => name);
  const [first = ''] = names;
  let begunAtMs = performance.now();
  const setCookies = await inTurn(sessions, first, async () => {
    begunAtMs = performance.now();
    const seconds = waitSeconds(throttles, await readThrottles(workPool, names));
    if (seconds > 0) throw tooMany(seconds);
    const made = await checkPassword(sessions, { ...request, email });
    if (made) await forgetFailures(workPool, first);
    else await countFailure(workPool, names, WINDOW_SECONDS);
    return made;
  });
  if (!setCookies) {
    await sleep(Math.max(0, begunAtMs + REFUSAL_MS - performance.now()));
    throw new Problem('unauthenticated', 'The email address or the password is wrong.', {
      headers: { 'www-authenticate': 'Bearer realm="Onceover"' },
    });
  }
  await sessions.end(request.cookies, 'signed in anew');
  return [...setCookies, deviceCookie(cookies, secret, email, deviceId ?? uuidv7())];
}

async function inTurn<Result>(
  sessions: Sessions,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await sessions.turns.take(name, work);
  } catch (error) {
    throw error instanceof Crowded ? tooMany(1) : error;
  }
}

/** The cookies of a new session; undefined where the password is wrong or nobody may sign in. */
async function checkPassword(
  { authentication }: Sessions,
  { email, password, ip, userAgent }: SignInRequest,
): Promise<string[] | undefined> {
  const headers = new Headers({ [ADDRESS_HEADER]: ip });
  if (userAgent !== undefined) headers.set('user-agent', userAgent);
  try {
    const answer = await authentication.api.signInEmail({
      body: { email, password },
      headers,
      returnHeaders: true,
    });
    return answer.headers.getSetCookie();
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return undefined;
    throw error;
  }
}

function tooMany(seconds: number): Problem {
  return new Problem('rate-limited', 'Too many failed sign-ins; try again later.', {
    headers: { 'retry-after': String(seconds) },
  });
}
