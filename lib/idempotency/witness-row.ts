import { attemptRecord } from '@/lib/ledger/event-record';
import type { StoredAnswer } from './attempt';
import { changedPointers } from './changed-pointers';
import type { Prepared } from './prepared-attempt';
import type { WitnessRow } from './store';

/** The event that witnesses a replay of what is stored. */
export function replayRow({ attempt, fingerprint }: Prepared, stored: StoredAnswer): WitnessRow {
  const record = attemptRecord(attempt, {
    http_status: stored.status,
    fingerprint,
    policy_version: stored.policyVersion,
    first_request_id: stored.executorId,
  });
  return {
    merchant_id: attempt.caller.merchantId,
    idempotency_key: attempt.key,
    generation: stored.generation,
    event_id: attempt.attemptId,
    outcome: 'replayed',
    record: JSON.stringify(record),
    request_body: null,
  };
}

/** The event of a different request under a taken key; `firstBody` is undefined once erased. */
export function conflictRow(
  { attempt, fingerprint, canonical }: Prepared,
  stored: StoredAnswer,
  firstBody: string | undefined,
): WitnessRow {
  const record = attemptRecord(attempt, {
    http_status: 422,
    fingerprint,
    policy_version: stored.policyVersion,
    first_request_id: stored.executorId,
    changed_pointers: firstBody === undefined ? null : changedPointers(firstBody, canonical),
  });
  return {
    merchant_id: attempt.caller.merchantId,
    idempotency_key: attempt.key,
    generation: stored.generation,
    event_id: attempt.attemptId,
    outcome: 'payload_conflict',
    record: JSON.stringify(record),
    request_body: canonical,
  };
}
