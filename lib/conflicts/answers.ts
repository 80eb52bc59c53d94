import '@/lib/http/openapi-zod';
import { z } from 'zod';

const text = z.string();
const optional = text.nullable();
const count = z.int();
const amounts = z.record(text, z.int());
const spanFields = { from: text, to: text, as_of: text.describe('RFC 3339: when this was read.') };

export const conflictGroupsSchema = z
  .object({
    object: z.literal('conflict_groups'),
    ...spanFields,
    complete: z
      .boolean()
      .describe('False where there were too many; then the newest were grouped.'),
    data: z
      .array(
        z.object({
          id: text,
          changed_pointers: z
            .array(text)
            .nullable()
            .describe('RFC 6901 pointers at which all of them differ; null where nothing tells.'),
          client_id: optional,
          client_name: optional.describe('Of the API key; null where it is none of this merchant.'),
          user_agent: optional,
          attempts: count,
          keys: count.describe('Different keys.'),
          customers: count.describe('Different customers concerned.'),
          amounts: amounts.describe(
            'What they asked for, each key once at its highest; by currency, in minor units.',
          ),
          first_seen: text,
          last_seen: text,
        }),
      )
      .describe('The largest groups first.'),
  })
  .openapi('ConflictGroups');

const verdict = z.enum(['replayed', 'payload_conflict', 'executed']);

export const reuseSchema = z
  .object({
    id: text.describe('Its event, `evt_…`.'),
    object: z.literal('reuse'),
    seq: count.describe('Its place in the log of the merchant.'),
    key_id: optional,
    idempotency_key: text,
    generation: count,
    operation: optional,
    amount: z.int().nullable(),
    currency: optional,
    customer_reference: optional,
    client_id: optional,
    executed_at: text.describe('When it was executed again.'),
    expired_at: optional.describe('When the execution before it expired; null where unknown.'),
    first_executed_at: optional.describe(
      'When the execution was whose answer would have been kept; null where unknown.',
    ),
    same_request: z.boolean().nullable().describe('Whether it asked for the same as that one.'),
    would_have_been: verdict.describe('`executed`: the retention would have been over, too.'),
  })
  .openapi('Reuse');

export const whatIfSchema = z
  .object({
    object: z.literal('what_if'),
    retention: text.describe('The retention that is asked about.'),
    ...spanFields,
    executions: count.describe('Executions after expiry, all together.'),
    complete: z.boolean().describe('False where there were too many; then the newest were judged.'),
    data: z
      .array(
        z.object({
          would_have_been: verdict.describe('What they would have been.'),
          executions: count.describe('How many.'),
          keys: count.describe('Different keys.'),
          customers: count.describe('Different customers concerned.'),
          amounts: amounts.describe('Of payments, by currency, in minor units.'),
        }),
      )
      .describe('Each verdict once.'),
  })
  .openapi('WhatIf');

export type ConflictGroups = z.output<typeof conflictGroupsSchema>;
export type ShownReuse = z.output<typeof reuseSchema>;
export type WhatIf = z.output<typeof whatIfSchema>;
