import './openapi-zod';
import { z } from 'zod';
import { instant } from './instant';
import { uuidOf } from './uuid';

const TEXT_MAX = 512;

export const filterText = z.string().min(1).max(TEXT_MAX);

export const minorUnits = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number of minor units')
  .transform(Number)
  .openapi({ type: 'integer' });

/** An id with this prefix, as its UUID. */
export function idFilter(prefix: Parameters<typeof uuidOf>[0], what: string) {
  return z
    .string()
    .transform((id, context) => {
      const uuid = uuidOf(prefix, id);
      if (uuid !== undefined) return uuid;
      context.addIssue({ code: 'custom', message: `must be ${what}, ${prefix}_…` });
      return z.NEVER;
    })
    .openapi({ type: 'string' });
}

/**
 * The filters that lists of payments, keys and events share (contract §2.2). What `client_id` may
 * be each list says itself: observed events name clients of other systems.
 */
export const sharedFilterFields = {
  customer_reference: filterText.optional(),
  order_reference: filterText.optional(),
  provider_reference: filterText.optional(),
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
  request_id: idFilter('req', 'a request id').optional(),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
  user_agent: filterText.optional(),
  ip: filterText.optional(),
  from: instant.optional(),
  to: instant.optional(),
};
