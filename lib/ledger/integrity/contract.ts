import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { instant } from '@/lib/http/instant';

const LOG_STATES = ['sealing', 'behind', 'stopped'] as const;

export const integrityQuery = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
});
export type IntegrityQuery = z.output<typeof integrityQuery>;

const headSchema = z.object({
  merchant_id: z.string(),
  name: z.string().describe('Of the merchant.'),
  size: z.int().describe('How many events its log has: the seq of the last one.'),
  sealed_at: z.string().nullable().describe('When the log last grew; null before its first event.'),
  waiting_since: z
    .string()
    .nullable()
    .describe('When the oldest event happened that is not in the log yet; null where none waits.'),
  checkpoint: z
    .object({
      size: z.int().describe('How many events it covers.'),
      root: z.string().describe('The root of their tree: SHA-256, hexadecimal.'),
      note: z.string().describe('The signed note, as C2SP tlog-checkpoint has it.'),
      created_at: z.string(),
      published_at: z
        .string()
        .nullable()
        .describe('When it was written outside the database; null before.'),
      signed_by: z.string().nullable().describe('The fingerprint of the key that signed it.'),
    })
    .nullable()
    .describe('The last one; null before the first.'),
});

const failureSchema = z.object({
  control: z.string().describe('What did not work.'),
  cause: z.string().describe('Why.'),
  started_at: z.string().describe('Since when it did not work.'),
  ended_at: z.string().describe('When it worked again.'),
});

export const integritySchema = z
  .object({
    object: z.literal('integrity'),
    state: z
      .enum(LOG_STATES)
      .describe(
        '`sealing`: events are in the log within seconds; `behind`: some have waited for more than a minute; `stopped`: nobody moves them.',
      ),
    since: z
      .string()
      .nullable()
      .describe('Since when it is behind or stopped; null while it seals.'),
    roles_separated: z
      .boolean()
      .describe('Whether the login that takes requests is unable to change or delete the log.'),
    heads: z.array(headSchema).describe('Of each merchant that you may see, by name; at most 500.'),
    control_failures: z
      .array(failureSchema)
      .describe('Times in which the log was not sealed, of `from` to `to`, the latest first.'),
    as_of: z.string().describe('RFC 3339: when this was read.'),
  })
  .openapi('Integrity');
export type Integrity = z.output<typeof integritySchema>;
