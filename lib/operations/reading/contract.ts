import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { instant } from '@/lib/http/instant';
import { listQueryFields } from '@/lib/http/list-query';
import { uuidOf } from '@/lib/http/uuid';

const TEXT_MAX = 512;
const minorUnits = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number of minor units')
  .transform(Number)
  .openapi({ type: 'integer' });
const text = z.string().min(1).max(TEXT_MAX);

const requestId = z
  .string()
  .transform((id, context) => uuidOf('req', id) ?? refuse(context, 'must be a request id, req_…'))
  .openapi({ type: 'string' });
const clientId = z
  .string()
  .transform((id, context) => uuidOf('key', id) ?? refuse(context, 'must be an API key id, key_…'))
  .openapi({ type: 'string' });

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** The filters that lists of payments, keys and events share (contract §2.2). */
const sharedFilterFields = {
  customer_reference: text.optional(),
  order_reference: text.optional(),
  provider_reference: text.optional(),
  amount_min: minorUnits.optional(),
  amount_max: minorUnits.optional(),
  currency: z.string().min(1).max(3).optional(),
  last4: z
    .string()
    .regex(/^\d{4}$/, 'must be four digits')
    .optional(),
  // Not z.record, which passes over `__proto__`: a filter that is not applied shows everything.
  metadata: z
    .custom<Record<string, string>>((value) => typeof value === 'object', 'must name a member')
    .optional()
    .openapi({
      type: 'object',
      description: 'metadata[k]=v',
      additionalProperties: { type: 'string' },
    }),
  request_id: requestId.optional(),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
  client_id: clientId.optional(),
  user_agent: text.optional(),
  ip: text.optional(),
  from: instant.optional(),
  to: instant.optional(),
};

export const paymentsQuery = z.strictObject({
  ...listQueryFields,
  ...sharedFilterFields,
  amount: minorUnits.optional(),
});

export const refundsQuery = z.strictObject({
  ...listQueryFields,
  payment_id: z
    .string()
    .transform((id, context) => uuidOf('pay', id) ?? refuse(context, 'must be a payment id, pay_…'))
    .openapi({ type: 'string' })
    .optional(),
});
