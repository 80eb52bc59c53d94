import type { z } from 'zod';
import { credentialsInput, invitationInput } from '@/lib/access/contract';
import { findPerson } from '@/lib/access/people/read-people';
import { acceptInvitation } from '@/lib/access/sign-in/accept-invitation';
import { refuseCrossSite } from '@/lib/access/sign-in/same-origin';
import { endedCookie } from '@/lib/access/sign-in/session-cookie';
import { signIn } from '@/lib/access/sign-in/sign-in';
import { type ApiRequest, type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { notFound, Problem, problemResponse } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { validate } from '@/lib/http/validate';
import { callerRecord } from '@/lib/ledger/event-record';
import { SYSTEM_STREAM } from '@/lib/ledger/journal';
import type { Runtime } from '@/lib/server/runtime';
import { parseJson, readJsonBody } from './read-json';
import { callerOf, NOBODY } from './refusals';

/** Where browsers sign in and out: outside the versioned API, and for nobody else. */
export const SESSION_PATHS = '/api/auth/';

const BODY_LIMIT_BYTES = 4096;
const USER_AGENT_MAX = 512;

type SessionRoute = (runtime: Runtime, request: ApiRequest) => Promise<ApiResponse>;

const ROUTES: ReadonlyMap<string, SessionRoute> = new Map([
  [`${SESSION_PATHS}sign-in/email`, signInWithPassword],
  [`${SESSION_PATHS}sign-out`, signOut],
  [`${SESSION_PATHS}accept-invitation`, choosePassword],
]);

/** Answers what begins and ends sessions. Throws Problem and DatabaseError. */
export async function answerSession(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  const route = ROUTES.get(request.path);
  if (!route) throw notFound();
  if (request.method !== 'POST') {
    throw new Problem('method-not-allowed', 'Use POST here.', { headers: { allow: 'POST' } });
  }
  refuseCrossSite(request, runtime.config.publicUrl);
  return await route(runtime, request);
}

async function signInWithPassword(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  const { email, password } = await bodyOf(request, credentialsInput);
  try {
    const cookies = await signIn(runtime, {
      email,
      password,
      ip: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX),
      cookies: request.headers.cookie,
    });
    return { ...jsonResponse(200, { signed_in: true }), cookies };
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
  const input = await bodyOf(request, invitationInput);
  return jsonResponse(200, { email: await acceptInvitation(runtime.workPool, input) });
}

async function bodyOf<Schema extends z.ZodType>(
  request: ApiRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = validate(schema, parseJson(await readJsonBody(request, BODY_LIMIT_BYTES)));
  if (!body.ok) throw body.problem;
  return body.value;
}
