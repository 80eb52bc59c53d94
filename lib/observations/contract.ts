import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { instant } from '@/lib/http/instant';
import { OUTCOMES } from '@/lib/ledger/event-record';
import { paymentInput } from '@/lib/operations/contract';

export const OBSERVATIONS_MAX = 1000;
const NAME_MAX = 255;
const OPERATION_MAX = 100;
const USER_AGENT_MAX = 512;
/** Of the event's column, which is microseconds: a day. */
const LATENCY_MS_MAX = 86_400_000;

/** Names of other systems: any text but control characters. */
function text(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !/\p{Cc}/u.test(value), 'must have no control characters');
}

/** Null is as good as absent: exports of other systems write it. */
const optionalName = text(NAME_MAX).nullish();

/** An attempt that another service decided, as it reports it. */
export const observationInput = z
  .strictObject({
    id: text(NAME_MAX),
    occurred_at: instant,
    operation: text(OPERATION_MAX),
    idempotency_key: optionalName,
    outcome: z.enum(OUTCOMES),
    http_status: z.int().min(100).max(599).nullish(),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
      .nullish(),
    body: z.unknown().optional().openapi({
      description: 'instead of `fingerprint`: any JSON, of which only the fingerprint is kept',
    }),
    resource_id: optionalName,
    amount: paymentInput.shape.amount.nullish(),
    currency: paymentInput.shape.currency.nullish(),
    customer_reference: optionalName,
    order_reference: optionalName,
    provider_reference: optionalName,
    client_id: optionalName,
    ip: z
      .union([z.ipv4(), z.ipv6()], 'must be an IP address')
      .nullish()
      .openapi({ type: ['string', 'null'] }),
    user_agent: text(USER_AGENT_MAX).nullish(),
    latency_ms: z.number().min(0).max(LATENCY_MS_MAX).nullish(),
  })
  .refine(({ fingerprint, body }) => (fingerprint ?? null) === null || (body ?? null) === null, {
    path: ['body'],
    error: 'cannot stand beside a fingerprint',
  })
  .openapi('ObservationInput');
export type ObservationInput = z.output<typeof observationInput>;

/** Each record is judged by itself: one that does not fit holds no other up. */
export const observationsInput = z
  .strictObject({
    observations: z
      .array(z.unknown())
      .min(1)
      .max(OBSERVATIONS_MAX)
      .openapi({ items: { $ref: '#/components/schemas/ObservationInput' } }),
  })
  .openapi('ObservationsInput');

export const observationsResult = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.array(z.object({ index: z.int(), detail: z.string() })),
  })
  .openapi('ObservationsResult');
export type ObservationsResult = z.output<typeof observationsResult>;
