import { Problem } from '@/lib/http/problem';
import type { JsonValue } from '@/lib/http/strict-json';
import { uuidv7 } from '@/lib/http/uuid';
import type { Caller } from '@/lib/idempotency/attempt';
import { findKey, KEY_MEMBERS } from '@/lib/idempotency/key-source';
import { API_BASE } from './base-path';
import { isObject } from './one-key-batch';
import { planPayment } from './payments';
import { type Deciding, type KeyedAnswer, refuseKey, settleAttempt } from './settle-attempt';

/** One record's answer; `key` is null where it had no usable one. */
export interface RecordAnswer {
  readonly key: string | null;
  readonly answer: Pick<KeyedAnswer, 'status' | 'body' | 'replayed'>;
}

/** True where at least one record brings a key of its own. */
export function anyRecordHasKey(records: readonly JsonValue[]): boolean {
  return records.some(
    (record) => isObject(record) && KEY_MEMBERS.some((member) => member in record),
  );
}

/**
 * A key for each record: each stands alone, as if it were a `POST /payments` of its own, so that
 * it may also be retried singly. The answers are in the records' order; records that share a key
 * are decided in it, one after the other, also where nobody may wait.
 */
export function settleRecords(
  deciding: Deciding,
  caller: Caller,
  records: readonly JsonValue[],
  waitMs: number,
): Promise<RecordAnswer[]> {
  const latest = new Map<string, Promise<RecordAnswer>>();
  const answers = records.map(async (record) => {
    const attemptId = uuidv7();
    const found = findKey({
      headers: [],
      body: isObject(record) ? record : undefined,
      keyHeaders: [],
    });
    if (found.kind !== 'found') {
      const answer = refuseKey(deciding, caller, 'payments', attemptId, keyProblem(found), found);
      return { key: null, answer };
    }
    const { key } = found;
    const settle = () => settleRecord(deciding, caller, { key, attemptId, record, waitMs });
    const before = latest.get(key);
    const answer = before === undefined ? settle() : before.then(settle);
    latest.set(key, answer);
    return await answer;
  });
  return Promise.all(answers);
}

async function settleRecord(
  deciding: Deciding,
  caller: Caller,
  keyed: {
    readonly key: string;
    readonly attemptId: string;
    readonly record: JsonValue;
    readonly waitMs: number;
  },
): Promise<RecordAnswer> {
  const { key, attemptId, record, waitMs } = keyed;
  const { plan, facts } = planPayment(record);
  const answer = await settleAttempt(
    deciding,
    {
      attemptId,
      caller,
      operation: 'payments',
      method: 'POST',
      path: `${API_BASE}/payments`,
      key,
      body: record,
      waitMs,
      facts,
    },
    plan,
  );
  return { key, answer };
}

/** What is said where a key is needed and there is no usable one. */
export function keyProblem(
  found: { readonly kind: 'missing' } | { readonly kind: 'invalid'; readonly reason: string },
): Problem {
  return found.kind === 'missing'
    ? new Problem(
        'idempotency-key-missing',
        'Send an Idempotency-Key header with a key that names this attempt, and the same key with every retry.',
      )
    : new Problem('idempotency-key-invalid', `The idempotency key ${found.reason}.`);
}
