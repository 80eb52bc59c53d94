import { z } from 'zod';
import { instant } from '@/lib/http/instant';
import { filterText, idFilter, sharedFilterFields } from '@/lib/http/list-filters';
import { listQueryFields } from '@/lib/http/list-query';
import { OUTCOMES } from '@/lib/ledger/event-record';
import { durationSeconds } from '@/lib/policies/duration';

const KEY_MAX = 255;
const YEAR_SECONDS = 366 * 86_400;
const SYSTEM_ACTION = /^[a-z_]{1,50}\.[a-z_]{1,50}$/;

const keyText = z.string().min(1).max(KEY_MAX);

const filters = {
  ...sharedFilterFields,
  client_id: filterText.optional(),
  operation: z.string().min(1).max(100).optional(),
  key: keyText.optional(),
};

const eventFilters = {
  ...filters,
  kind: z.enum(['attempt', 'system']).optional(),
  outcome: z
    .union([z.enum(OUTCOMES), z.string().regex(SYSTEM_ACTION)], 'must be an outcome or an action')
    .optional()
    .openapi({ type: 'string' }),
  key_id: idFilter('ikey', 'the id of a key').optional(),
  status: z
    .string()
    .regex(/^[1-5]\d\d$/, 'must be an HTTP status')
    .transform(Number)
    .optional()
    .openapi({ type: 'integer' }),
};

/** `after_seq` follows the log; a cursor goes on by itself. */
export const eventsQuery = z
  .strictObject({
    ...listQueryFields,
    ...eventFilters,
    after_seq: z
      .string()
      .regex(/^\d{1,15}$/, 'must be a seq, or 0 for the beginning')
      .transform(Number)
      .optional()
      .openapi({ type: 'integer' }),
  })
  .refine((query) => query.cursor === undefined || query.after_seq === undefined, {
    path: ['after_seq'],
    error: 'cannot be given with a cursor',
  });
export type EventFilter = Omit<z.output<typeof eventsQuery>, 'limit' | 'cursor' | 'after_seq'>;

export const keyEventsQuery = z.strictObject({ ...listQueryFields });

export const KEY_STATES = ['in_progress', 'completed', 'expired', 'unused'] as const;
const KEY_HAS = ['replays', 'conflicts', 'alerts', 'undelivered'] as const;

export const keysQuery = z.strictObject({
  ...listQueryFields,
  ...filters,
  key_prefix: keyText.optional(),
  state: z.enum(KEY_STATES).optional(),
  has: z.enum(KEY_HAS).optional(),
  expiring_within: z
    .string()
    .refine((text) => {
      const seconds = durationSeconds(text);
      return seconds !== undefined && seconds >= 1 && seconds <= YEAR_SECONDS;
    }, 'must be an ISO 8601 duration from one second to a year, as in PT6H')
    .optional(),
  time: z.enum(['first_seen', 'last_seen']).default('first_seen'),
});
export type KeysQuery = z.output<typeof keysQuery>;
export type KeyFilter = Omit<KeysQuery, 'limit' | 'cursor'>;

export const accessQuery = z.strictObject({
  ...listQueryFields,
  actor: filterText.optional(),
  role: filterText.optional(),
  action: filterText.optional(),
  subject: filterText.optional(),
  reason: filterText.optional(),
  customer: filterText.optional(),
  from: sharedFilterFields.from,
  to: sharedFilterFields.to,
});
export type AccessQuery = z.output<typeof accessQuery>;

export const TRAFFIC_STEPS = ['PT1M', 'PT5M', 'PT15M', 'PT1H', 'P1D'] as const;
export type TrafficStep = (typeof TRAFFIC_STEPS)[number];

const span = { from: sharedFilterFields.from, to: sharedFilterFields.to };

export const trafficQuery = z.strictObject({
  step: z.enum(TRAFFIC_STEPS).default('PT1H'),
  ...span,
});

export const BREAKDOWNS = [
  'outcome',
  'operation',
  'client_id',
  'user_agent',
  'pointer',
  'ip',
] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

export const breakdownQuery = z.strictObject({
  by: z.enum(BREAKDOWNS),
  ...eventFilters,
  limit: listQueryFields.limit,
});
export type BreakdownQuery = z.output<typeof breakdownQuery>;

export const expiryQuery = z.strictObject({ ...span });

/** Takes nothing: what is asked for in vain is refused. */
export const storeQuery = z.strictObject({});

export const lookupQuery = z.strictObject({ q: filterText });

const SAMPLE_MAX = 200;
const SEED_MAX = 100;

export const sampleQuery = z.strictObject({
  from: instant,
  to: instant,
  size: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${SAMPLE_MAX}`)
    .transform(Number)
    .refine((size) => size <= SAMPLE_MAX, `must be a whole number from 1 to ${SAMPLE_MAX}`)
    .openapi({
      type: 'integer',
      minimum: 1,
      maximum: SAMPLE_MAX,
      param: { description: 'How many attempts are drawn.' },
    }),
  seed: z
    .string()
    .min(1)
    .max(SEED_MAX)
    .openapi({ param: { description: 'Decides which; the same one draws the same attempts.' } }),
});
export type SampleQuery = z.output<typeof sampleQuery>;
