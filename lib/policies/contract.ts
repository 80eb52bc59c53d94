import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { INDEFINITE, PRESETS, type PresetName } from '@/lib/idempotency/policy';
import { durationSeconds } from './duration';

const DAY_SECONDS = 86_400;
/** Expiries stay far from the last time that PostgreSQL can hold. */
const RETENTION_MAX_SECONDS = 100 * 366 * DAY_SECONDS;
const POINTERS_MAX = 20;
const KEY_HEADERS_MAX = 10;
const TEXT_MAX = 255;
const REASON_MAX = 500;
const WORLDPAY_DAYS = { min: 1, max: 365 };

/** Headers that mean something else already; of some of them Node shows only the first. */
const OTHER_HEADERS =
  /^(age|authorization|connection|cookie|date|etag|expect|expires|forwarded|from|host|if-.*|keep-alive|last-modified|location|max-forwards|origin|prefer|proxy-.*|range|referer|retry-after|server|set-cookie|te|trailer|transfer-encoding|upgrade|user-agent|via|accept.*|content-.*|x-forwarded-.*)$/;

const retention = z
  .string()
  .refine(
    (text) => text === INDEFINITE || within(text, 1),
    'must be an ISO 8601 duration from one second to 100 years, as in PT24H, or "indefinite"',
  );

const evidenceRetention = z
  .string()
  .refine(
    (text) => within(text, 0),
    'must be an ISO 8601 duration of at most 100 years, as in P13M; PT0S keeps none',
  );

const memberPointer = z
  .string()
  .max(TEXT_MAX)
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'must be an RFC 6901 pointer to a member, as in /timestamp');

const keyHeader = z
  .string()
  .max(TEXT_MAX)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name')
  .transform((name) => name.toLowerCase())
  .refine((name) => !OTHER_HEADERS.test(name), 'means something else already');

const presetNames = Object.keys(PRESETS) as [PresetName, ...PresetName[]];

/** What PUT takes: the whole policy; what is left out is the preset's, or the default. */
export const policyInput = z
  .strictObject({
    preset: z.enum(presetNames).optional(),
    retention: retention.optional().describe('ISO 8601 duration, or "indefinite"; default PT24H'),
    evidence_retention: evidenceRetention
      .optional()
      .describe("ISO 8601 duration from the key's expiry on; default P13M"),
    ignored_members: z
      .array(memberPointer)
      .max(POINTERS_MAX)
      .optional()
      .describe('RFC 6901 pointers that the fingerprint leaves out; default /timestamp'),
    key_headers: z
      .array(keyHeader)
      .max(KEY_HEADERS_MAX)
      .optional()
      .describe('headers that may carry the key besides the usual two'),
    reason: z.string().trim().min(1).max(REASON_MAX),
  })
  .refine(worldpayDays, {
    path: ['retention'],
    error: `must be ${WORLDPAY_DAYS.min} to ${WORLDPAY_DAYS.max} days with the preset worldpay`,
  });

export type PolicyInput = z.output<typeof policyInput>;

export const policySchema = z.object({
  object: z.literal('policy'),
  operation: z.string(),
  version: z.int().describe('0 is the built-in default'),
  preset: z.string().nullable(),
  retention: z.string(),
  evidence_retention: z.string(),
  ignored_members: z.array(z.string()),
  key_headers: z.array(z.string()),
  reason: z.string().nullable(),
  created_at: z.string().nullable(),
  created_by: z.string().nullable(),
});

function within(text: string, minSeconds: number): boolean {
  const seconds = durationSeconds(text);
  return seconds !== undefined && seconds >= minSeconds && seconds <= RETENTION_MAX_SECONDS;
}

function worldpayDays(input: { preset?: string | undefined; retention?: string | undefined }) {
  if (input.preset !== 'worldpay' || input.retention === undefined) return true;
  const days = (durationSeconds(input.retention) ?? 0) / DAY_SECONDS;
  return days >= WORLDPAY_DAYS.min && days <= WORLDPAY_DAYS.max;
}

export type ShownPolicy = z.output<typeof policySchema>;
