import type { ApiResponse } from '@/lib/http/api-message';
import type { Problem } from '@/lib/http/problem';
import type { JsonValue } from '@/lib/http/strict-json';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import type { AttemptFacts, Caller, Operation, Plan } from '@/lib/idempotency/attempt';
import { findKey, type KeyResult } from '@/lib/idempotency/key-source';
import { callerRecord } from '@/lib/ledger/event-record';
import { keyProblem } from '@/lib/operations/keyed-records';
import { isObject } from '@/lib/operations/one-key-batch';
import { type KeyedAnswer, refuseKey, settleAttempt } from '@/lib/operations/settle-attempt';
import type { Runtime } from '@/lib/server/runtime';
import { callerOf, keyHeadersOf } from './refusals';
import type { RouteContext } from './route';

export type KeyedContext = RouteContext<undefined, JsonValue>;

/** Finds the request's key under the policy in force. */
export async function findRequestKey(
  { runtime, request, principal, body }: KeyedContext,
  operation: Operation,
): Promise<KeyResult> {
  const current = runtime.policies.current(principal.merchantId, operation);
  const policy = current instanceof Promise ? await current : current;
  return findKey({
    headers: keyHeadersOf(request, policy.keyHeaders),
    body: isObject(body) ? body : undefined,
    keyHeaders: policy.keyHeaders,
  });
}

/** Decides a request that has one key, from its header to its answer. */
export async function answerKeyed(
  context: KeyedContext,
  operation: Operation,
  planOf: (caller: Caller, attemptId: string) => { plan: Plan; facts: AttemptFacts },
): Promise<ApiResponse> {
  const { runtime, request, principal, body } = context;
  const caller = callerOf(request, principal);
  const found = await findRequestKey(context, operation);
  if (found.kind !== 'found') return refuseKeyless(context, operation, keyProblem(found), found);
  const { plan, facts } = planOf(caller, request.requestId);
  const answer = await settleAttempt(
    runtime,
    {
      attemptId: request.requestId,
      caller,
      operation,
      method: request.method,
      path: request.path,
      key: found.key,
      body,
      waitMs: waitMs(context),
      facts,
    },
    plan,
  );
  return withUndelivered(runtime, caller, keyedResponse(answer));
}

/** Answers a request whose key is missing or unusable. */
export function refuseKeyless(
  { runtime, request, principal }: KeyedContext,
  operation: Operation,
  problem: Problem,
  found: Exclude<KeyResult, { kind: 'found' }>,
): ApiResponse {
  const caller = callerOf(request, principal);
  const refusal = refuseKey(runtime, caller, operation, request.requestId, problem, found);
  return withUndelivered(runtime, caller, {
    status: refusal.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: refusal.body,
  });
}

/** `Prefer: wait=N` (RFC 7240 §4.3), in seconds, may shorten the wait. */
export function waitMs({ runtime, request }: KeyedContext): number {
  const preferred = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})/i.exec(request.headers.prefer ?? '')?.[1];
  const { waitMs: configured } = runtime.config;
  return preferred === undefined ? configured : Math.min(configured, Number(preferred) * 1000);
}

/** If the client is gone before the answer is written, a second event names the request. */
export function withUndelivered(
  runtime: Runtime,
  caller: Caller,
  response: ApiResponse,
): ApiResponse {
  const onUndelivered = () =>
    runtime.journal.record({
      merchantId: caller.merchantId,
      eventId: uuidv7(),
      outcome: 'response_undelivered',
      record: {
        ...callerRecord(caller),
        undelivered_status: response.status,
        undelivered_request: publicId('req', caller.requestId),
        idempotency_key: response.headers['idempotency-key'] ?? null,
      },
    });
  const { status, headers, body } = response;
  return { status, headers, body, onUndelivered };
}

function keyedResponse(answer: KeyedAnswer): ApiResponse {
  const headers: Record<string, string> = {
    'content-type': answer.contentType,
    'cache-control': 'no-store',
    'idempotency-key': answer.attempt.key,
  };
  for (const name in answer.headers) headers[name] = answer.headers[name] ?? '';
  if (answer.expiresAt) headers['idempotency-key-expires'] = answer.expiresAt;
  if (answer.location) headers.location = answer.location;
  if (answer.replayed) headers['idempotent-replayed'] = 'true';
  return { status: answer.status, headers, body: answer.body };
}
