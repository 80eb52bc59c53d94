import { invalidRequest, PROBLEM_CONTENT_TYPE, Problem, problemBody } from '@/lib/http/problem';
import type { JsonValue } from '@/lib/http/strict-json';
import { publicId, uuidOf, uuidv7 } from '@/lib/http/uuid';
import { validate } from '@/lib/http/validate';
import type { AttemptFacts, ExecutedAnswer, Plan } from '@/lib/idempotency/attempt';
import { API_BASE } from './base-path';
import { type RefundInput, refundInput } from './contract';
import { withoutKey } from './payments';
import { insertRefund, lockPayment, refundedAmount } from './store';

interface RefundRequest {
  readonly merchantId: string;
  /** The attempt's id. */
  readonly requestId: string;
}

/** What a refund's body plans, and what its event shows of it. */
export function planRefund(
  body: JsonValue,
  request: RefundRequest,
): { plan: Plan; facts: AttemptFacts } {
  const validated = validate(refundInput, withoutKey(body));
  if (!validated.ok) return { plan: { kind: 'invalid', problem: validated.problem }, facts: {} };
  const input = validated.value;
  const facts = {
    payment_id: input.payment_id,
    ...(input.amount !== undefined && { amount: input.amount }),
  };
  const paymentId = uuidOf('pay', input.payment_id);
  if (paymentId === undefined) {
    return { plan: { kind: 'invalid', problem: unknownPayment() }, facts };
  }
  return {
    facts,
    plan: {
      kind: 'transaction',
      execute: async (transaction, { createdAt }) => {
        const payment = await lockPayment(transaction, request.merchantId, paymentId);
        if (!payment) throw unknownPayment();
        // A statement after the lock, so that it sees what the lock's last holder committed.
        const refunded = await refundedAmount(transaction, request.merchantId, paymentId);
        const left = payment.amount - refunded;
        const amount = input.amount ?? left;
        if (amount > left || left === 0) return exceeds(request, input, payment, left);
        const refundId = uuidv7();
        await insertRefund(transaction, {
          ...request,
          refundId,
          paymentId,
          amount,
          currency: payment.currency,
          createdAt,
        });
        return executed(refundId, input, amount, payment.currency, createdAt);
      },
    },
  };
}

function executed(
  refundId: string,
  input: RefundInput,
  amount: number,
  currency: string,
  createdAt: string,
): ExecutedAnswer {
  const id = publicId('re', refundId);
  return {
    status: 201,
    contentType: 'application/json',
    location: `${API_BASE}/refunds/${id}`,
    body: JSON.stringify({
      id,
      object: 'refund',
      payment_id: input.payment_id,
      amount,
      currency,
      status: 'succeeded',
      created_at: createdAt,
    }),
    resourceId: id,
    facts: { amount, currency },
  };
}

function exceeds(
  request: RefundRequest,
  input: RefundInput,
  payment: { readonly currency: string },
  left: number,
): ExecutedAnswer {
  const problem = new Problem(
    'refund-exceeds-payment',
    `${left} ${payment.currency} in minor units are left of ${input.payment_id} to refund.`,
    { errors: [{ pointer: '/amount', detail: `must be at most ${left}` }] },
  );
  return {
    status: problem.status,
    contentType: PROBLEM_CONTENT_TYPE,
    location: null,
    body: problemBody(problem, publicId('req', request.requestId)),
    resourceId: null,
    facts: { currency: payment.currency },
  };
}

function unknownPayment(): Problem {
  return invalidRequest({ pointer: '/payment_id', detail: 'is not a payment of this merchant' });
}
