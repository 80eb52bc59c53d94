import type { JsonValue } from '@/lib/http/strict-json';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { validate } from '@/lib/http/validate';
import type { AttemptFacts, NewPayment, Plan } from '@/lib/idempotency/attempt';
import { KEY_MEMBERS } from '@/lib/idempotency/key-source';
import { API_BASE } from './base-path';
import { type PaymentInput, paymentInput } from './contract';
import type { PaymentRow } from './payment-row';

/** The body without the members that carry the key. */
export function withoutKey(body: JsonValue): JsonValue {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  if (!KEY_MEMBERS.some((member) => member in body)) return body;
  const rest: typeof body = Object.create(null);
  for (const [name, value] of Object.entries(body)) {
    if (!KEY_MEMBERS.includes(name)) rest[name] = value;
  }
  return rest;
}

/** What a payment's body plans, and what its event shows of it. */
export function planPayment(body: JsonValue): { plan: Plan; facts: AttemptFacts } {
  const validated = validate(paymentInput, withoutKey(body));
  if (!validated.ok) return { plan: { kind: 'invalid', problem: validated.problem }, facts: {} };
  const input = validated.value;
  return {
    facts: paymentFacts(input),
    plan: { kind: 'payment', make: () => newPayment(input) },
  };
}

function newPayment(input: PaymentInput): NewPayment {
  const row = paymentRow(input);
  const id = publicId('pay', row.paymentId);
  return {
    row,
    resourceId: id,
    location: `${API_BASE}/payments/${id}`,
    bodyHead: paymentHead(id, input),
    bodyTail: '"}',
  };
}

/** A payment as the API shows it, up to the value of its last member, `created_at`. */
export function paymentHead(id: string, input: PaymentInput): string {
  const { customer_reference, order_reference, provider_reference, description } = input;
  const text = JSON.stringify({
    id,
    object: 'payment',
    amount: input.amount,
    currency: input.currency,
    customer_reference,
    order_reference,
    provider_reference,
    description,
    payment_method: input.payment_method,
    metadata: input.metadata,
    timestamp: input.timestamp,
    status: 'succeeded',
    amount_refunded: 0,
  });
  return `${text.slice(0, -1)},"created_at":"`;
}

export function paymentRow(input: PaymentInput): PaymentRow {
  return {
    paymentId: uuidv7(),
    amount: input.amount,
    currency: input.currency,
    customerReference: input.customer_reference,
    orderReference: input.order_reference ?? null,
    providerReference: input.provider_reference ?? null,
    description: input.description ?? null,
    paymentMethod: input.payment_method ? JSON.stringify(input.payment_method) : null,
    metadata: input.metadata ? JSON.stringify(input.metadata) : null,
    clientTimestamp: input.timestamp ?? null,
  };
}

function paymentFacts(input: PaymentInput): AttemptFacts {
  return {
    amount: input.amount,
    currency: input.currency,
    customer_reference: input.customer_reference,
    order_reference: input.order_reference,
    provider_reference: input.provider_reference,
    last4: input.payment_method?.last4,
    metadata: input.metadata,
  };
}
