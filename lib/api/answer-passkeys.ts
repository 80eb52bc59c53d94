import {
  passkeyInput,
  passkeyRemovalInput,
  passkeySignInInput,
  passwordProofInput,
} from '@/lib/access/contract';
import { addPasskey, newPasskeyOptions, removePasskey } from '@/lib/access/passkeys/own-passkeys';
import { passkeySignInOptions, personOfPasskey } from '@/lib/access/passkeys/sign-in-with-passkey';
import type { Person } from '@/lib/access/person';
import { provePassword } from '@/lib/access/sign-in/own-account';
import { type ApiRequest, type ApiResponse, jsonResponse } from '@/lib/http/api-message';
import { Problem } from '@/lib/http/problem';
import type { Runtime } from '@/lib/server/runtime';
import { browserOf, sessionBody } from './session-request';

const DONE = { done: true };

export async function passkeyOptions(runtime: Runtime): Promise<ApiResponse> {
  return jsonResponse(200, await passkeySignInOptions(partyOf(runtime)));
}

/** Throws the problem `unauthenticated`. */
export async function signInWithPasskey(
  runtime: Runtime,
  request: ApiRequest,
): Promise<ApiResponse> {
  const { response } = await sessionBody(request, passkeySignInInput);
  const personId = await personOfPasskey(partyOf(runtime), response);
  const cookie =
    personId && (await runtime.sessions.start(personId, browserOf(request), 'passkey'));
  if (!cookie) {
    throw new Problem('unauthenticated', 'This passkey signs nobody in.', {
      headers: { 'www-authenticate': 'Bearer realm="Onceover"' },
    });
  }
  return { ...jsonResponse(200, { signed_in: true }), cookies: [cookie] };
}

/** Asks for the password once more; adding what was made from them does not. */
export async function ownPasskeyOptions(runtime: Runtime, request: ApiRequest, person: Person) {
  const { password } = await sessionBody(request, passwordProofInput);
  await provePassword(runtime, person, browserOf(request), password);
  return jsonResponse(200, await newPasskeyOptions(partyOf(runtime), person));
}

export async function addOwnPasskey(runtime: Runtime, request: ApiRequest, person: Person) {
  await addPasskey(partyOf(runtime), person, await sessionBody(request, passkeyInput));
  return jsonResponse(201, DONE);
}

export async function removeOwnPasskey(runtime: Runtime, request: ApiRequest, person: Person) {
  const { id, password } = await sessionBody(request, passkeyRemovalInput);
  await provePassword(runtime, person, browserOf(request), password);
  await removePasskey(runtime.workPool, person, id);
  return jsonResponse(200, DONE);
}

function partyOf({ workPool, sessions, config }: Runtime) {
  return { workPool, secret: sessions.secret, publicUrl: config.publicUrl };
}
