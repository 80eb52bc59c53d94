import { createHash } from 'node:crypto';
import { PROBLEM_CONTENT_TYPE, Problem, problemBody } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import type { Attempt, Caller, Operation, Plan, StoredAnswer } from '@/lib/idempotency/attempt';
import type { IdempotencyEngine } from '@/lib/idempotency/engine';
import { attemptRecord, callerRecord } from '@/lib/ledger/event-record';
import type { EventJournal } from '@/lib/ledger/journal';
import { REFUSAL_OUTCOMES } from '@/lib/ledger/refusal-outcome';
import type { Metrics } from '@/lib/telemetry/metrics';

/** What deciding an attempt takes. */
export interface Deciding {
  readonly engine: IdempotencyEngine;
  readonly journal: EventJournal;
  readonly metrics: Metrics;
}

/** The answer to one keyed attempt, whether by itself or as a record of a batch. */
export interface KeyedAnswer {
  readonly attempt: Attempt;
  readonly status: number;
  readonly contentType: string;
  readonly location: string | null;
  readonly body: string;
  readonly replayed: boolean;
  /** When the key expires; undefined where the answer is not one of what is stored. */
  readonly expiresAt?: string | null;
  /** Headers of a refusal. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Decides an attempt. Refusals become answers too, each with its event. */
export async function settleAttempt(
  deciding: Deciding,
  attempt: Attempt,
  plan: Plan,
): Promise<KeyedAnswer> {
  try {
    const { kind, stored } = await deciding.engine.settle(attempt, plan);
    count(deciding, attempt, kind === 'conflict' ? 'payload_conflict' : kind);
    return kind === 'conflict'
      ? conflictAnswer(attempt, stored)
      : storedAnswer(attempt, stored, kind === 'replayed');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return refuseAttempt(deciding, attempt, error);
  }
}

/** A refusal after which the key is as it was; its event is journaled. */
function refuseAttempt(deciding: Deciding, attempt: Attempt, problem: Problem): KeyedAnswer {
  const outcome = REFUSAL_OUTCOMES[problem.slug] ?? 'unavailable';
  count(deciding, attempt, outcome);
  deciding.journal.record({
    merchantId: attempt.caller.merchantId,
    eventId: attempt.attemptId,
    outcome,
    record: attemptRecord(attempt, { http_status: problem.status, reason: problem.message }),
    // Only these may have been executed all the same.
    ...(outcome === 'outcome_unknown' && { idempotencyKey: attempt.key }),
  });
  return problemAnswer(attempt, problem);
}

function count({ metrics }: Deciding, attempt: Attempt, outcome: string): void {
  metrics.attempts.inc({ operation: attempt.operation, outcome });
}

function storedAnswer(attempt: Attempt, stored: StoredAnswer, replayed: boolean): KeyedAnswer {
  return {
    attempt,
    status: stored.status,
    contentType: stored.contentType,
    location: stored.location,
    body: stored.body,
    replayed,
    expiresAt: stored.expiresAt,
    headers: {},
  };
}

function conflictAnswer(attempt: Attempt, stored: StoredAnswer): KeyedAnswer {
  const firstId = publicId('req', stored.executorId);
  const problem = new Problem(
    'idempotency-key-reused',
    `This key belongs to request ${firstId} of ${stored.createdAt}, which was a different one.`,
  );
  return { ...problemAnswer(attempt, problem), expiresAt: stored.expiresAt };
}

function problemAnswer(attempt: Attempt, problem: Problem): KeyedAnswer {
  return {
    attempt,
    status: problem.status,
    contentType: PROBLEM_CONTENT_TYPE,
    location: null,
    body: problemBody(problem, publicId('req', attempt.attemptId)),
    replayed: false,
    headers: problem.headers,
  };
}

/** A refusal for want of a usable key; a bad key is kept only as its hash. */
export function refuseKey(
  deciding: Deciding,
  caller: Caller,
  operation: Operation,
  eventId: string,
  problem: Problem,
  found: { readonly kind: 'missing' } | { readonly kind: 'invalid'; readonly raw: string },
): Pick<KeyedAnswer, 'status' | 'body' | 'replayed'> {
  const outcome = found.kind === 'missing' ? 'key_missing' : 'key_invalid';
  deciding.metrics.attempts.inc({ operation, outcome });
  deciding.journal.record({
    merchantId: caller.merchantId,
    eventId,
    outcome,
    floodSource: caller.clientId,
    record: {
      ...callerRecord(caller),
      operation,
      http_status: problem.status,
      reason: problem.message,
      ...(found.kind === 'invalid' && {
        key_hash: createHash('sha256').update(found.raw).digest('hex'),
      }),
    },
  });
  return {
    status: problem.status,
    body: problemBody(problem, publicId('req', eventId)),
    replayed: false,
  };
}
