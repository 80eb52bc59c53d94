import type { Actor } from '@/lib/access/actor';
import type { Principal } from '@/lib/access/principal';
import type { ApiRequest } from '@/lib/http/api-message';
import type { Problem } from '@/lib/http/problem';
import type { Caller, Operation } from '@/lib/idempotency/attempt';
import { findKey, KEY_HEADERS } from '@/lib/idempotency/key-source';
import { callerRecord } from '@/lib/ledger/event-record';
import { SYSTEM_STREAM } from '@/lib/ledger/journal';
import { REFUSAL_OUTCOMES } from '@/lib/ledger/refusal-outcome';
import type { Runtime } from '@/lib/server/runtime';
import { actorOf } from './actor';

const USER_AGENT_MAX = 512;
const PATH_MAX = 200;
const UNKNOWN: Actor = { actor: 'unknown', actorRole: 'none' };

/** Who is not known: events of theirs stand in the system's stream. */
export const NOBODY: Principal = {
  merchantId: SYSTEM_STREAM,
  clientId: '',
  name: '',
  scopes: new Set(),
};

/** The caller of a request, as its events name it. */
export function callerOf(request: ApiRequest, principal: Principal): Caller {
  return {
    merchantId: principal.merchantId,
    clientId: principal.clientId,
    ip: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX) ?? null,
    requestId: request.requestId,
    receivedAtMs: request.receivedAtMs,
  };
}

/** Headers in which a key is looked for, as far as this request has them; `extra` in lower case. */
export function keyHeadersOf(
  request: ApiRequest,
  extra: readonly string[],
): [name: string, value: string][] {
  const found: [name: string, value: string][] = [];
  for (const names of [KEY_HEADERS, extra]) {
    for (const name of names) {
      const value = request.headers[name];
      if (value !== undefined) found.push([name, value]);
    }
  }
  return found;
}

/** A valid key is echoed by every refusal of a keyed operation. */
export function keyEcho(request: ApiRequest): Record<string, string> {
  const found = findKey({
    headers: keyHeadersOf(request, []),
    body: undefined,
    keyHeaders: [],
  });
  return found.kind === 'found' ? { 'idempotency-key': found.key } : {};
}

/**
 * The event of a request that was refused before its key was known: an attempt of a keyed
 * operation, or failed access to anything else.
 */
export function journalRefusal(
  runtime: Runtime,
  request: ApiRequest,
  principal: Principal | undefined,
  operation: Operation | undefined,
  problem: Problem,
): void {
  const outcome = REFUSAL_OUTCOMES[problem.slug];
  const failedAccess = problem.slug === 'unauthenticated' || problem.slug === 'forbidden';
  if (outcome === undefined || (operation === undefined && !failedAccess)) return;
  if (operation) runtime.metrics.attempts.inc({ operation, outcome });
  const caller = callerOf(request, principal ?? NOBODY);
  runtime.journal.record({
    merchantId: caller.merchantId,
    eventId: request.requestId,
    outcome,
    floodSource: principal?.clientId ?? request.ip,
    record: {
      ...callerRecord(caller),
      ...(operation ? { operation } : refusedAccess(request, principal)),
      client_id: principal && !principal.person ? principal.clientId : null,
      http_status: problem.status,
      method: request.method,
      path: request.path.slice(0, PATH_MAX),
      reason: problem.message,
    },
  });
}

function refusedAccess(request: ApiRequest, principal: Principal | undefined) {
  const { actor, actorRole } = principal ? actorOf(principal) : UNKNOWN;
  return {
    kind: 'system',
    actor,
    actor_role: actorRole,
    action: 'access.refused',
    subject_type: 'path',
    subject_id: request.path.slice(0, PATH_MAX),
  };
}
