import { attemptRecord } from '@/lib/ledger/event-record';
import type { StoredAnswer } from './attempt';
import { changedPointers } from './changed-pointers';
import type { Policy } from './policy';
import { type Prepared, preparedUnder } from './prepared-attempt';
import type { WitnessRow } from './store';
import { decideVerdict } from './verdict';

/** The verdict on an attempt whose key is taken, and the event that witnesses it. */
export async function verdictRow(
  prepared: Prepared,
  stored: StoredAnswer,
  firstPolicy: Policy,
  firstBody: () => Promise<string | undefined>,
): Promise<{ verdict: 'replayed' | 'conflict'; row: WitnessRow }> {
  const judged = preparedUnder(prepared, firstPolicy);
  const { attempt } = judged;
  const replayed = decideVerdict(stored, judged) === 'replay';
  const first = replayed ? undefined : await firstBody();
  const record = attemptRecord(attempt, {
    http_status: replayed ? stored.status : 422,
    fingerprint: judged.fingerprint,
    policy_version: stored.policyVersion,
    first_request_id: stored.executorId,
    ...(!replayed && {
      changed_pointers: first === undefined ? null : changedPointers(first, judged.canonical),
    }),
  });
  const row: WitnessRow = {
    merchant_id: attempt.caller.merchantId,
    idempotency_key: attempt.key,
    generation: stored.generation,
    event_id: attempt.attemptId,
    outcome: replayed ? 'replayed' : 'payload_conflict',
    record: JSON.stringify(record),
    request_body: replayed ? null : judged.canonical,
  };
  return { verdict: replayed ? 'replayed' : 'conflict', row };
}
