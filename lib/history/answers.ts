import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { OUTCOMES } from '@/lib/ledger/event-record';
import { BREAKDOWNS, KEY_STATES, TRAFFIC_STEPS } from './contract';

const text = z.string();
const optional = text.nullable();
const count = z.int();
const metadata = z.record(text, text).nullable();
const any = z.unknown();

const outcomes = `One of ${OUTCOMES.map((outcome) => `\`${outcome}\``).join(', ')}; of a system event its action.`;

const attemptFields = {
  operation: optional,
  http_status: z.int().nullable(),
  fingerprint: optional,
  resource_id: optional,
  amount: z.int().nullable(),
  currency: optional,
  policy_version: z.int().nullable(),
};

const referenceFields = {
  customer_reference: optional,
  order_reference: optional,
  provider_reference: optional,
  last4: optional,
  metadata,
  masked: z
    .array(text)
    .optional()
    .describe('Members that are hidden from your role: they are there, but shown as null.'),
};

export const eventSchema = z
  .object({
    id: text,
    object: z.literal('event'),
    seq: count.describe('Its place in the log of the merchant, gap-free from 1.'),
    occurred_at: text.describe('When it happened, by the clock of the database; microseconds.'),
    recorded_at: text.describe('When the log took it, by the clock of the database; microseconds.'),
    kind: z.enum(['attempt', 'system']),
    source: z.enum(['ingest', 'gateway', 'observed']),
    outcome: text.describe(outcomes),
    ...attemptFields,
    ...referenceFields,
    idempotency_key: optional,
    key_id: optional,
    generation: z.int().nullable(),
    changed_pointers: z
      .array(text)
      .nullable()
      .describe('RFC 6901 pointers at which a conflicting body differs from the first one.'),
    first_request_id: optional.describe('Of a conflict: the request that the key belongs to.'),
    client_id: optional,
    ip: optional,
    user_agent: optional,
    request_id: optional,
    latency_ms: z.number().nullable().describe('What deciding took.'),
    reason: optional.describe('What a refusal said, or why somebody did what they did.'),
    actor: optional.optional(),
    actor_role: optional.optional(),
    action: optional.optional(),
    subject_type: optional.optional(),
    subject_id: optional.optional(),
    before: any.optional().describe('Of a change: what it was.'),
    after: any.optional().describe('Of a change: what it became.'),
    detail: z.record(text, any).describe('What has no member of its own.'),
    leaf_hash: text.describe('SHA-256 of its leaf in the log, hexadecimal.'),
  })
  .openapi('Event');

const keyFields = {
  id: text,
  object: z.literal('key'),
  idempotency_key: text,
  state: z
    .enum(KEY_STATES)
    .describe('`unused`: refused so far, nothing is stored under it, it works once corrected.'),
  generation: count.describe('How often it was executed; 0 is never.'),
  first_seen: text,
  last_seen: text,
  first_seq: count.describe('The seq of its first event.'),
  last_seq: count.describe('The seq of its last event.'),
  executed_at: optional.describe('When its latest generation was executed.'),
  expires_at: optional.describe('When its latest generation expires; null: never, or not known.'),
  attempts: count.describe('Of all generations, as the other counts.'),
  replays: count,
  conflicts: count.describe('Attempts with a different request.'),
  in_progress_conflicts: count.describe('Attempts while the first was in flight.'),
  refusals: count.describe('All other attempts that were not executed.'),
  undelivered: count.describe('Answers whose client was gone.'),
  source_count: count.describe('Different sources (client, address and User-Agent), at most 256.'),
  ...attemptFields,
  ...referenceFields,
};

export const keySchema = z.object(keyFields).openapi('Key');

const generationSchema = z.object({
  generation: count,
  executed_at: optional,
  executed_seq: z.int().nullable().describe('The seq of the event of its execution.'),
  expires_at: optional,
  ...attemptFields,
  attempts: count.describe('From its execution to the next one.'),
  replays: count,
  conflicts: count,
});

const sourceSchema = z.object({
  client_id: optional,
  ip: optional,
  user_agent: optional,
  attempts: count,
});

export const keyDetailSchema = z
  .object({
    ...keyFields,
    sources: z.array(sourceSchema).describe('The first 16, in the order they were seen.'),
    generations: z.array(generationSchema).describe('The first one first.'),
    first_event: eventSchema.nullable(),
    last_event: eventSchema.nullable(),
  })
  .openapi('KeyDetail');

export const payloadsSchema = z
  .object({
    object: z.literal('payloads'),
    id: text,
    idempotency_key: text,
    last4: optional,
    metadata,
    bodies: z
      .array(
        z.object({
          event_id: text,
          seq: z.int().nullable().describe('Its place in the log; null where it is not there yet.'),
          occurred_at: text,
          outcome: text.describe('What the attempt of this body ended as.'),
          part: z.enum(['request', 'response']),
          body: text.describe('The canonical form of the request, or the bytes of the response.'),
          kept_until: optional.describe('When it is deleted; null for not yet known, or never.'),
        }),
      )
      .describe('The latest 100 that are kept, newest first: none where they were erased.'),
  })
  .openapi('Payloads');

const amounts = z.record(text, z.int()).describe('Sums by currency, in minor units.');
const asOf = text.describe('RFC 3339: when this was read.');
const spanFields = { from: text, to: text, as_of: asOf };
const milliseconds = z.number().nullable();

const trafficFields = {
  attempts: count,
  outcomes: z.record(text, count),
  amounts: amounts.describe('Of payments that were executed, by currency, in minor units.'),
  prevented: amounts.describe(
    'Of payments that came again and were not executed again, by currency, in minor units.',
  ),
  latency_ms: z.object({ p50: milliseconds, p95: milliseconds, p99: milliseconds }),
  first_seq: z.int().nullable(),
  last_seq: z.int().nullable(),
};

export const trafficSchema = z
  .object({
    object: z.literal('traffic'),
    step: z.enum(TRAFFIC_STEPS),
    ...spanFields,
    total: z.object(trafficFields).describe('Of the whole span.'),
    data: z
      .array(z.object({ at: text, ...trafficFields }))
      .describe('Every step of the span, oldest first.'),
  })
  .openapi('Traffic');

export const breakdownSchema = z
  .object({
    object: z.literal('breakdown'),
    by: z.enum(BREAKDOWNS),
    ...spanFields,
    complete: z
      .boolean()
      .describe('False where there were too many; then the newest were counted.'),
    data: z
      .array(
        z.object({
          value: optional,
          attempts: count,
          first_seen: text,
          last_seen: text,
          customers: count.describe('Different customers concerned.'),
          amounts,
        }),
      )
      .describe('The largest groups first.'),
  })
  .openapi('Breakdown');

export const expirySchema = z
  .object({
    object: z.literal('expiry'),
    ...spanFields,
    data: z
      .array(
        z.object({
          at: text,
          keys: count.describe('Generations that end in this hour; in the present one, that will.'),
        }),
      )
      .describe('Every hour of the span.'),
  })
  .openapi('Expiry');

export const storeSchema = z
  .object({
    object: z.literal('store'),
    log: z
      .object({
        size: count.describe('Events in the log.'),
        signed_size: count.describe('How many of them the last checkpoint covers.'),
        signed_at: optional.describe('When it was signed; null before the first.'),
        lag_ms: z.number().describe('Age of the oldest event that is not in the log yet.'),
      })
      .describe("The merchant's log."),
    cache: z
      .object({
        answers: count.describe('How many it holds.'),
        hits: count.describe('Look-ups that found an answer, since the start.'),
        misses: count.describe('Look-ups that found nothing: of first requests too.'),
      })
      .describe('Decided answers in the memory of the instance that you ask.'),
    storage: z
      .array(z.object({ part: text.describe('What it is for.'), bytes: count }))
      .describe('Of the whole database, all merchants together, with indexes.'),
    as_of: asOf,
  })
  .openapi('Store');

export const lookupSchema = z
  .object({
    data: z
      .array(
        z.object({
          what: text.describe('`key`, `payment`, `refund`, `job`, `event`, `request`, `export`, …'),
          id: text,
          href: text.describe('Where the API has it.'),
          key_id: optional.describe(
            'The one key to whose story it belongs; null where there is none, or several.',
          ),
        }),
      )
      .describe('All that it may be; none where nothing is known by it.'),
    as_of: asOf,
  })
  .openapi('Lookup');

export const sampleSchema = z
  .object({
    object: z.literal('sample'),
    ...spanFields,
    seed: text.describe('What it was drawn with.'),
    matching: count.describe('How many attempts it was drawn from.'),
    data: z.array(eventSchema).describe('The attempts that were drawn, in the order of the log.'),
  })
  .openapi('Sample');

export type ShownEvent = z.output<typeof eventSchema>;
export type ShownKey = z.output<typeof keySchema>;
export type ShownPayloads = z.output<typeof payloadsSchema>;
export type ShownKeyDetail = z.output<typeof keyDetailSchema>;
export type ShownTraffic = z.output<typeof trafficSchema>;
export type ShownSample = z.output<typeof sampleSchema>;
export type LookedUp = z.output<typeof lookupSchema>;
