import type { ObservationInput } from '@/lib/observations/contract';
import type { SampleRandom } from './sample-random';

/** A payment that somebody wants, as often as it may be sent. */
export interface SampleIntent {
  readonly key: string;
  readonly operation: 'payments' | 'refunds';
  readonly amount: number;
  readonly currency: string;
  readonly customer: string;
  readonly order: string;
  readonly resource: string;
  readonly service: SampleService;
}

/** Who sends it. */
export interface SampleService {
  readonly client: string;
  readonly ip: string;
  readonly agent: string;
}

const STATUS: Readonly<Partial<Record<ObservationInput['outcome'], number>>> = {
  executed: 201,
  replayed: 201,
  reused_after_expiry: 201,
  payload_conflict: 422,
  in_progress_conflict: 409,
  response_undelivered: 201,
};
const NEW_RESOURCE = new Set<string>(['executed', 'replayed', 'reused_after_expiry']);

interface Over {
  readonly amount?: number;
  readonly resource?: string;
  readonly service?: SampleService;
}

/**
 * An attempt at an intent. `label` says what it is part of: it is the observation's id, which the
 * event keeps.
 */
export function sampleAttempt(
  random: SampleRandom,
  label: string,
  at: Date,
  outcome: ObservationInput['outcome'],
  intent: SampleIntent,
  over: Over = {},
): ObservationInput {
  const { key, operation, currency, customer, order } = intent;
  const { amount = intent.amount, resource = intent.resource, service = intent.service } = over;
  return {
    id: label,
    occurred_at: at.toISOString(),
    operation,
    idempotency_key: key,
    outcome,
    http_status: STATUS[outcome] ?? 422,
    body: { amount, currency, customer_reference: customer, order_reference: order },
    resource_id: NEW_RESOURCE.has(outcome) ? resource : null,
    amount,
    currency,
    customer_reference: customer,
    order_reference: order,
    client_id: service.client,
    ip: service.ip,
    user_agent: service.agent,
    latency_ms: Math.round((2 + 30 * random.next() ** 3) * 1000) / 1000,
  };
}
