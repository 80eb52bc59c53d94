import { credentialsInput, invitationInput } from '@/lib/access/contract';
import { findPerson } from '@/lib/access/people/read-people';
import { acceptInvitation } from '@/lib/access/sign-in/accept-invitation';
import { refuseCrossSite } from '@/lib/access/sign-in/same-origin';
import { endedCookie } from '@/lib/access/sign-in/session-cookie';
import { signIn } from '@/lib/access/sign-in/sign-in';
import { type ApiRequest, type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { notFound, Problem, problemResponse } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { callerRecord } from '@/lib/ledger/event-record';
import { SYSTEM_STREAM } from '@/lib/ledger/journal';
import type { Runtime } from '@/lib/server/runtime';
import { ACCOUNT_ROUTES, requireSession } from './answer-account';
import { beginSingleSignOn, endSingleSignOn } from './answer-oidc';
import { passkeyOptions, signInWithPasskey } from './answer-passkeys';
import { callerOf, NOBODY } from './refusals';
import { browserOf, sessionBody } from './session-request';

/** Where browsers sign in and out, and people change how they do: outside the versioned API. */
export const SESSION_PATHS = '/api/auth/';

const SIGN_IN_LIMIT_BYTES = 4096;

type SessionRoute = (runtime: Runtime, request: ApiRequest) => Promise<ApiResponse>;

const ROUTES: ReadonlyMap<string, SessionRoute> = new Map([
  [`${SESSION_PATHS}sign-in/email`, signInWithPassword],
  [`${SESSION_PATHS}sign-in/passkey/options`, passkeyOptions],
  [`${SESSION_PATHS}sign-in/passkey`, signInWithPasskey],
  [`${SESSION_PATHS}sign-out`, signOut],
  [`${SESSION_PATHS}accept-invitation`, choosePassword],
  ...Object.entries(ACCOUNT_ROUTES).map(([path, answer]): [string, SessionRoute] => [
    `${SESSION_PATHS}account/${path}`,
    async (runtime, request) =>
      await answer(runtime, request, await requireSession(runtime, request)),
  ]),
]);

/** Where browsers come by a link or from the issuer; each checks for itself who began it. */
const VISITS: ReadonlyMap<string, SessionRoute> = new Map([
  [`${SESSION_PATHS}oidc/start`, beginSingleSignOn],
  [`${SESSION_PATHS}oidc/callback`, endSingleSignOn],
]);

/** Answers what begins and ends sessions. Throws Problem and DatabaseError. */
export async function answerSession(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  const visit = VISITS.get(request.path);
  if (visit) {
    if (request.method === 'GET') return await visit(runtime, request);
    throw new Problem('method-not-allowed', 'Use GET here.', { headers: { allow: 'GET' } });
  }
  const route = ROUTES.get(request.path);
  if (!route) throw notFound();
  if (request.method !== 'POST') {
    throw new Problem('method-not-allowed', 'Use POST here.', { headers: { allow: 'POST' } });
  }
  refuseCrossSite(request, runtime.config.publicUrl);
  return await route(runtime, request);
}

async function signInWithPassword(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  const credentials = await sessionBody(request, credentialsInput, SIGN_IN_LIMIT_BYTES);
  const { email } = credentials;
  try {
    const answer = await signIn(runtime, { ...credentials, ...browserOf(request) });
    if (!answer.signedIn) return jsonResponse(200, { signed_in: false, needs: 'code' });
    return { ...jsonResponse(200, { signed_in: true }), cookies: answer.cookies };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await journalSignIn(runtime, request, email, error);
    return problemResponse(error, publicId('req', request.requestId));
  }
}

/** The event names only an address that belongs to somebody: others may be a password, misplaced. */
async function journalSignIn(
  runtime: Runtime,
  request: ApiRequest,
  email: string,
  problem: Problem,
): Promise<void> {
  const person = await findPerson(runtime.prisma, email);
  runtime.journal.record({
    merchantId: SYSTEM_STREAM,
    eventId: request.requestId,
    outcome: problem.slug === 'rate-limited' ? 'rate_limited' : 'unauthenticated',
    floodSource: request.ip,
    record: {
      ...callerRecord(callerOf(request, NOBODY)),
      client_id: null,
      kind: 'system',
      action: 'person.sign_in_refused',
      actor: person?.email ?? null,
      actor_role: 'person',
      subject_type: 'person',
      subject_id: person?.id ?? null,
      http_status: problem.status,
      reason: problem.message,
    },
  });
}

async function signOut(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  await runtime.sessions.end(request.headers.cookie, 'signed out');
  return {
    ...jsonResponse(200, { signed_in: false }, { 'clear-site-data': '"cache"' }),
    cookies: [endedCookie(runtime.sessions.cookies)],
  };
}

/** Of an invitation; the person signs in with it next. */
async function choosePassword(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  const input = await sessionBody(request, invitationInput, SIGN_IN_LIMIT_BYTES);
  return jsonResponse(200, { email: await acceptInvitation(runtime.workPool, input) });
}
