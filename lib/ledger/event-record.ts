import type { Attempt, Caller } from '@/lib/idempotency/attempt';

/** Outcomes of attempts (contract §2.2). */
export const OUTCOMES = [
  'executed',
  'replayed',
  'payload_conflict',
  'in_progress_conflict',
  'reused_after_expiry',
  'key_missing',
  'key_invalid',
  'invalid_json',
  'invalid_request',
  'unsupported_media_type',
  'too_large',
  'rate_limited',
  'unauthenticated',
  'forbidden',
  'unavailable',
  'outcome_unknown',
  'response_undelivered',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Of a system event, its action: `payment.read`. */
export type EventName = Outcome | `${string}.${string}`;

/** What only the one who decided knows. */
export interface DecisionDetail {
  readonly http_status: number;
  readonly fingerprint?: string;
  readonly policy_version?: number;
  readonly resource_id?: string | null;
  /** RFC 6901 pointers that differ from the first request's body; null where that is erased. */
  readonly changed_pointers?: readonly string[] | null;
  readonly first_request_id?: string;
  /** What a refusal told the caller. */
  readonly reason?: string;
}

/**
 * The outbox record of a keyed attempt, all but what the deciding statement sets. One literal: it
 * is made for every attempt; what is undefined is left out of the JSON.
 */
export function attemptRecord(attempt: Attempt, detail: DecisionDetail): Record<string, unknown> {
  const { caller, facts } = attempt;
  return {
    kind: 'attempt',
    source: 'ingest',
    request_id: caller.requestId,
    client_id: caller.clientId,
    ip: caller.ip,
    user_agent: caller.userAgent,
    latency_ms: elapsedMs(caller),
    operation: attempt.operation,
    idempotency_key: attempt.key,
    http_status: detail.http_status,
    fingerprint: detail.fingerprint,
    policy_version: detail.policy_version,
    resource_id: detail.resource_id,
    changed_pointers: detail.changed_pointers,
    first_request_id: detail.first_request_id,
    reason: detail.reason,
    amount: facts.amount,
    currency: facts.currency,
    customer_reference: facts.customer_reference,
    order_reference: facts.order_reference,
    provider_reference: facts.provider_reference,
    last4: facts.last4,
    metadata: facts.metadata,
    payment_id: facts.payment_id,
    queue: facts.queue,
    records: facts.records,
  };
}

/** The members that every attempt's record has, also one whose key is not known. */
export function callerRecord(caller: Caller): Record<string, unknown> {
  return {
    kind: 'attempt',
    source: 'ingest',
    request_id: caller.requestId,
    client_id: caller.clientId,
    ip: caller.ip,
    user_agent: caller.userAgent,
    latency_ms: elapsedMs(caller),
  };
}

/** What deciding took, to the microsecond. */
function elapsedMs(caller: Caller): number {
  return Math.round((performance.now() - caller.receivedAtMs) * 1000) / 1000;
}
