import {
  codeInput,
  passwordChangeInput,
  passwordProofInput,
  sessionInput,
} from '@/lib/access/contract';
import {
  beginAuthenticator,
  confirmAuthenticator,
  removeAuthenticator,
} from '@/lib/access/factors/authenticator';
import type { Person } from '@/lib/access/person';
import { guardedGuess } from '@/lib/access/sign-in/guarded-guess';
import {
  changePassword,
  deviceIdOf,
  endOwnSession,
  provePassword,
} from '@/lib/access/sign-in/own-account';
import { type ApiRequest, type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { invalidRequest, Problem } from '@/lib/http/problem';
import type { Runtime } from '@/lib/server/runtime';
import { addOwnPasskey, ownPasskeyOptions, removeOwnPasskey } from './answer-passkeys';
import { browserOf, sessionBody } from './session-request';

type AccountRoute = (runtime: Runtime, request: ApiRequest, person: Person) => Promise<ApiResponse>;

const DONE = { done: true };

/** What somebody does to their own account: below /api/auth/account/. */
export const ACCOUNT_ROUTES: Readonly<Record<string, AccountRoute>> = {
  password: changeOwnPassword,
  'sessions/end': endSession,
  'authenticator/begin': beginOwnAuthenticator,
  'authenticator/confirm': confirmOwnAuthenticator,
  'authenticator/remove': removeOwnAuthenticator,
  'passkeys/options': ownPasskeyOptions,
  'passkeys/add': addOwnPasskey,
  'passkeys/remove': removeOwnPasskey,
};

/** Whoever is signed in. Throws the problem `unauthenticated`. */
export async function requireSession(runtime: Runtime, { headers }: ApiRequest): Promise<Person> {
  const visit = await runtime.sessions.find(headers.cookie);
  if (visit) return visit.person;
  throw new Problem('unauthenticated', 'Sign in at /sign-in.', {
    headers: { 'www-authenticate': 'Bearer realm="Onceover"' },
  });
}

async function changeOwnPassword(runtime: Runtime, request: ApiRequest, person: Person) {
  const input = await sessionBody(request, passwordChangeInput);
  const cookie = await changePassword(runtime, person, browserOf(request), input);
  return { ...jsonResponse(200, DONE), cookies: [cookie] };
}

async function endSession(runtime: Runtime, request: ApiRequest, person: Person) {
  const { id } = await sessionBody(request, sessionInput);
  await endOwnSession(runtime.workPool, person, id);
  return jsonResponse(200, DONE);
}

/** The secret is answered this once. */
async function beginOwnAuthenticator(runtime: Runtime, request: ApiRequest, person: Person) {
  const { password } = await sessionBody(request, passwordProofInput);
  await provePassword(runtime, person, browserOf(request), password);
  return jsonResponse(200, await beginAuthenticator(keeperOf(runtime), person));
}

/** The recovery codes are answered this once. */
async function confirmOwnAuthenticator(runtime: Runtime, request: ApiRequest, person: Person) {
  const { code } = await sessionBody(request, codeInput);
  const { sessions, workPool } = runtime;
  const browser = browserOf(request);
  const attempt = {
    email: person.email,
    ip: browser.ip,
    deviceId: deviceIdOf(sessions, person, browser),
  };
  const guess = await guardedGuess({ workPool, turns: sessions.turns }, attempt, async () => {
    const value = await confirmAuthenticator(keeperOf(runtime), person, code);
    return value ? ({ kind: 'right', value } as const) : ({ kind: 'wrong' } as const);
  });
  if (guess.kind === 'right') return jsonResponse(200, { recovery_codes: guess.value });
  throw invalidRequest({ pointer: '/code', detail: 'is not what the authenticator shows now' });
}

async function removeOwnAuthenticator(runtime: Runtime, request: ApiRequest, person: Person) {
  const { password } = await sessionBody(request, passwordProofInput);
  await provePassword(runtime, person, browserOf(request), password);
  await removeAuthenticator(runtime, person);
  return jsonResponse(200, DONE);
}

function keeperOf({ workPool, sessions }: Runtime) {
  return { workPool, secret: sessions.secret };
}
