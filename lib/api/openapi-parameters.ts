import '@/lib/http/openapi-zod';
import { getOpenApiMetadata } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

type PathParameter = Readonly<Record<'description' | 'example', string>>;

/** By the path up to the parameter. */
const PATH_PARAMETERS: Readonly<Record<string, PathParameter>> = {
  '/payments/{id}': {
    description: 'The payment.',
    example: 'pay_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d',
  },
  '/refunds/{id}': {
    description: 'The refund.',
    example: 're_019a9d1b7f217e4d8c0a91f35b2d6e70',
  },
  '/jobs/{id}': { description: 'The job.', example: 'job_019a9d1b9a447b1f9d52c8e01734af66' },
  '/keys/{id}': {
    description: 'The key: `ikey_…`, not the text of the key.',
    example: 'ikey_056179fa6e4c8e5a9b00ada9ab1ad75e',
  },
  '/events/{id}': { description: 'The event.', example: 'evt_019a9d1b5c317a2f8e4d6b9c0f1a2b3c' },
  '/audit/events/{id}': {
    description: 'The event.',
    example: 'evt_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d',
  },
  '/exports/{id}': { description: 'The export.', example: 'exp_019aa2c4d5e67f8091a2b3c4d5e6f708' },
  '/merchants/{id}': {
    description: 'The merchant.',
    example: 'mer_019a9d1b0c3572f18d1e4b6a90c27f53',
  },
  '/merchants/{id}/api-keys/{key_id}': {
    description: 'The API key.',
    example: 'key_019a9d1b0d8a7c46b2f5e3917a60d8c4',
  },
  '/people/{id}': {
    description: 'The person.',
    example: 'per_019a9d1b0e4f7d21a6c38b5e9f10d7a2',
  },
  '/policies/{operation}': {
    description: '`payments` (batches too), `refunds` or `jobs`.',
    example: 'payments',
  },
};

/** Parameters mean the same in every list. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  limit: 'How many a page has at most.',
  cursor: '`next_cursor` of the page before, with the same filters.',
  amount: 'Exactly this many minor units.',
  amount_min: 'At least this many minor units.',
  amount_max: 'At most this many minor units.',
  currency: 'ISO 4217, or BTC.',
  customer_reference: 'Exactly this customer.',
  order_reference: 'Exactly this order.',
  provider_reference: 'Exactly this reference of the payment provider.',
  last4: 'The last four digits of the card.',
  metadata: '`metadata[name]=value`, for each pair that must be there.',
  request_id: 'Made by this request, `req_…`.',
  fingerprint: 'SHA-256 of the request, 64 hexadecimal digits.',
  client_id: 'Made with this API key, `key_…`.',
  user_agent: 'Exactly this User-Agent.',
  ip: 'Exactly this address of the caller.',
  from: 'Not before this time (RFC 3339).',
  to: 'Before this time (RFC 3339).',
  payment_id: 'Of this payment, `pay_…`.',
  operation: '`payments`, `refunds`, `jobs`, or what an observed service calls it.',
  key: 'Exactly this idempotency key.',
  key_prefix: 'Idempotency keys that begin with this.',
  key_id: 'Of this key, `ikey_…`.',
  state: 'How what is stored under the key stands now.',
  has: 'Keys that have had at least one of these.',
  expiring_within: 'Not expired yet, but within this ISO 8601 duration.',
  time: 'What orders the list, and what `from` and `to` are about.',
  kind: 'Attempts, or what people and API keys did.',
  outcome: 'Exactly this outcome; of system events their action, as `api_key.created`.',
  status: 'Answered with this HTTP status.',
  after_seq: 'Only events behind this seq, oldest first.',
  actor: 'Done by this API key or person.',
  role: 'Done in this role.',
  action: 'Exactly this action, as `payment.read`.',
  subject: 'Done to exactly this, an id; or to this type.',
  reason: 'Any part of the reason that was given.',
  customer: 'About this customer.',
  pointer: 'Different at this RFC 6901 pointer, among others.',
  group: 'Of this group, an id of `/stats/conflicts`.',
  retention: 'An ISO 8601 duration, as P7D, or `indefinite`.',
  step: 'How long each step is.',
  by: 'What tells the groups apart.',
  bundle: '`zip`: with the records, their proofs and a signed manifest.',
  q: 'An id, a key or a reference, exactly.',
};

/** The `{name}` parts of a path. */
export function pathParameters(path: string): z.ZodObject {
  const parts = [...path.matchAll(/\{([^}]+)\}/g)].map((part) => {
    const upTo = path.slice(0, part.index + part[0].length);
    const param = PATH_PARAMETERS[upTo];
    return [part[1], param ? z.string().openapi({ param }) : z.string()];
  });
  return z.object(Object.fromEntries(parts));
}

/** A list's filters; `metadata` is written as `metadata[name]=value`. */
export function queryParameters(query: z.ZodObject): z.ZodObject {
  const fields = Object.entries(query.shape).map(([name, field]) => {
    const description = DESCRIPTIONS[name];
    const isObject = getOpenApiMetadata(field as z.ZodType).type === 'object';
    return [
      name,
      (field as z.ZodType).openapi({
        param: {
          ...(description !== undefined && { description }),
          ...(isObject && { style: 'deepObject' as const, explode: true }),
        },
      }),
    ];
  });
  return z.object(Object.fromEntries(fields));
}
