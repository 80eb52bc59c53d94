import { invalidRequest } from '@/lib/http/problem';
import type { JsonObject, JsonValue } from '@/lib/http/strict-json';
import { publicId } from '@/lib/http/uuid';
import { pointer, validate } from '@/lib/http/validate';
import type { AttemptFacts, Caller, Plan } from '@/lib/idempotency/attempt';
import { KEY_MEMBERS } from '@/lib/idempotency/key-source';
import { API_BASE } from './base-path';
import { BATCH_RECORDS_MAX, type PaymentInput, paymentInput } from './contract';
import { paymentHead, paymentRow } from './payments';
import { insertPayments } from './store';

/** The records of a batch's body, or the problem that there is no such list. */
export function batchRecords(
  body: JsonValue,
): { readonly ok: true; readonly records: readonly JsonValue[] } | { ok: false; problem: Error } {
  const fault = (at: string, detail: string) => ({
    ok: false as const,
    problem: invalidRequest({ pointer: at, detail }),
  });
  if (!isObject(body)) return fault('', 'must be an object with a list of payments');
  const unknown = Object.keys(body).find(
    (name) => name !== 'payments' && !KEY_MEMBERS.includes(name),
  );
  if (unknown !== undefined) {
    return fault(pointer('', [unknown]), 'is not a member that this operation knows');
  }
  const { payments } = body;
  if (!Array.isArray(payments)) return fault('/payments', 'must be a list of payments');
  if (payments.length === 0) return fault('/payments', 'must have at least one payment');
  if (payments.length > BATCH_RECORDS_MAX) {
    return fault('/payments', `must have at most ${BATCH_RECORDS_MAX} payments`);
  }
  return { ok: true, records: payments };
}

/** One key for the whole batch: all of its payments or none. */
export function planOneKeyBatch(
  body: JsonValue,
  caller: Caller,
  requestId: string,
): { plan: Plan; facts: AttemptFacts } {
  const list = batchRecords(body);
  if (!list.ok) return { plan: { kind: 'invalid', problem: list.problem }, facts: {} };
  const facts = { records: list.records.length };
  const inputs: PaymentInput[] = [];
  for (const [index, record] of list.records.entries()) {
    const validated = validate(paymentInput, record, `/payments/${index}`);
    if (!validated.ok) return { plan: { kind: 'invalid', problem: validated.problem }, facts };
    inputs.push(validated.value);
  }
  return {
    facts,
    plan: {
      kind: 'transaction',
      execute: async (transaction, { createdAt, fingerprint }) => {
        const rows = inputs.map(paymentRow);
        await insertPayments(transaction, caller, { requestId, fingerprint, createdAt }, rows);
        const payments = rows.map((row, index) => {
          const input = inputs[index] as PaymentInput;
          return `${paymentHead(publicId('pay', row.paymentId), input)}${createdAt}"}`;
        });
        return {
          status: 201,
          contentType: 'application/json',
          location: `${API_BASE}/payments?request_id=${publicId('req', requestId)}`,
          body: `{"object":"payment_batch","payments":[${payments.join(',')}]}`,
          resourceId: null,
        };
      },
    },
  };
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
