import { endedFlowCookie, flowCookie, flowOf } from '@/lib/access/oidc/flow-cookie';
import { grantsOfGroups } from '@/lib/access/oidc/roles-of-groups';
import type { IssuedPerson } from '@/lib/access/oidc/single-sign-on';
import { admitIssuedPerson } from '@/lib/access/people/admit-issued-person';
import { nextPath } from '@/lib/access/sign-in/next-path';
import { cookieOf } from '@/lib/access/sign-in/session-cookie';
import { DatabaseError } from '@/lib/database/failure';
import type { ApiRequest, ApiResponse } from '@/lib/http/api-message';
import { notFound } from '@/lib/http/problem';
import { callerRecord } from '@/lib/ledger/event-record';
import { SYSTEM_STREAM } from '@/lib/ledger/journal';
import type { Runtime } from '@/lib/server/runtime';
import { callerOf, NOBODY } from './refusals';
import { browserOf } from './session-request';

/** What the sign-in page is told: only these, nothing of the issuer's. */
type Failure = 'failed' | 'no-role';

/** Sends the browser to the issuer. */
export async function beginSingleSignOn(
  runtime: Runtime,
  request: ApiRequest,
): Promise<ApiResponse> {
  const { singleSignOn, sessions } = runtime;
  if (!singleSignOn) throw notFound();
  const next = nextPath(new URLSearchParams(request.query).get('next') ?? undefined);
  try {
    const { url, checks } = await singleSignOn.begin();
    const cookie = flowCookie(
      cookieNamed(runtime),
      sessions.secret,
      { ...checks, next },
      Date.now(),
    );
    return redirect(url, [cookie]);
  } catch (error) {
    return refused(runtime, request, 'failed', error);
  }
}

/** Ends what this browser began: the issuer sends it back here. */
export async function endSingleSignOn(runtime: Runtime, request: ApiRequest): Promise<ApiResponse> {
  const { singleSignOn, sessions, workPool } = runtime;
  if (!singleSignOn) throw notFound();
  const cookie = cookieOf(request.headers.cookie, cookieNamed(runtime).name);
  const flow = flowOf(cookie, sessions.secret, Date.now());
  if (!flow) return refused(runtime, request, 'failed', new Error('this browser began nothing'));
  let issued: IssuedPerson;
  try {
    issued = await singleSignOn.finish(request.query, flow);
  } catch (error) {
    return refused(runtime, request, 'failed', error);
  }
  const grants = grantsOfGroups(issued.groups, singleSignOn.settings.roles);
  const personId = await admitIssuedPerson(workPool, issued, grants);
  const session =
    personId && (await sessions.start(personId, browserOf(request), 'single sign-on'));
  if (!session) return refused(runtime, request, 'no-role', new Error('no group has a role here'));
  return redirect(flow.next, [session, endedFlowCookie(cookieNamed(runtime))]);
}

function cookieNamed({ sessions: { cookies } }: Runtime) {
  return { name: `${cookies.secure ? '__Host-' : ''}onceover_oidc`, secure: cookies.secure };
}

/** Logged with what went wrong; the browser learns only that it did. */
function refused(
  runtime: Runtime,
  request: ApiRequest,
  failure: Failure,
  error: unknown,
): ApiResponse {
  if (error instanceof DatabaseError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  runtime.log.warn({ request: request.requestId, reason }, 'single sign-on refused somebody');
  runtime.journal.record({
    merchantId: SYSTEM_STREAM,
    eventId: request.requestId,
    outcome: 'unauthenticated',
    floodSource: request.ip,
    record: {
      ...callerRecord(callerOf(request, NOBODY)),
      client_id: null,
      kind: 'system',
      action: 'person.sign_in_refused',
      actor: null,
      actor_role: 'person',
      subject_type: 'person',
      subject_id: null,
      http_status: 302,
      reason: `single sign-on: ${failure}`,
    },
  });
  return redirect(`/sign-in?sso=${failure}`, [endedFlowCookie(cookieNamed(runtime))]);
}

function redirect(location: string, cookies: readonly string[]): ApiResponse {
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, cookies, body: null };
}
