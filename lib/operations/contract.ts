import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { instant } from '@/lib/http/instant';
import { minorUnitDigits } from './currency';

export const AMOUNT_MAX = 999_999_999_999;
export const BATCH_RECORDS_MAX = 1000;
const METADATA_PAIRS_MAX = 50;
const REFERENCE_MAX = 255;
const TEXT_MAX = 1000;

const amount = z
  .int({ error: `must be a whole number of minor units from 1 to ${AMOUNT_MAX}` })
  .min(1, `must be at least 1`)
  .max(AMOUNT_MAX, `must be at most ${AMOUNT_MAX}`)
  .describe('minor units: cents of EUR, whole JPY, satoshi of BTC');

const currency = z
  .string()
  .refine((code) => minorUnitDigits(code) !== undefined, 'must be an ISO 4217 code, or BTC')
  .describe('ISO 4217, or BTC in satoshi');

const reference = z.string().min(1).max(REFERENCE_MAX);
const timestamp = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time' });

/** A card number, with or without its usual separators, must never be stored. */
const CARD_NUMBER = /(?:\d[ -]?){12,}/;
/** Whole, between other text: a fingerprint may well have many digits in a row. */
const DIGIT_RUN = /(?<!\d[ -]?)(?<![A-Za-z])\d(?:[ -]?\d){11,18}(?![ -]?\d)(?![A-Za-z])/g;
const methodFingerprint = z
  .string()
  .min(1)
  .max(REFERENCE_MAX)
  .refine((text) => !hasCardNumber(text), 'must not hold a card number');

/** ISO/IEC 7812-1: 12 to 19 digits whose last one is the check digit (Luhn). */
function hasCardNumber(text: string): boolean {
  return [...text.matchAll(DIGIT_RUN)].some(([run]) => {
    const digits = [...run.replace(/\D/g, '')].reverse().map(Number);
    const sum = digits.reduce((total, digit, index) => {
      const weighted = index % 2 === 0 ? digit : digit * 2;
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
    return sum % 10 === 0;
  });
}

const methodText = z
  .string()
  .min(1)
  .max(REFERENCE_MAX)
  .refine((text) => !CARD_NUMBER.test(text), 'must not hold a card number');

/** Checked by hand: `__proto__` and `constructor` are data like any other member name. */
function isMetadata(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const pairs = Object.entries(value);
  return (
    pairs.length <= METADATA_PAIRS_MAX &&
    pairs.every(
      ([name, text]) =>
        name.length >= 1 &&
        name.length <= REFERENCE_MAX &&
        typeof text === 'string' &&
        text.length <= TEXT_MAX,
    )
  );
}

const metadata = z
  .custom<Record<string, string>>(isMetadata, `must be at most ${METADATA_PAIRS_MAX} string pairs`)
  .openapi({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: TEXT_MAX },
    maxProperties: METADATA_PAIRS_MAX,
  });

export const paymentInput = z
  .strictObject({
    amount,
    currency,
    customer_reference: reference,
    order_reference: reference.optional(),
    provider_reference: reference.optional(),
    description: z.string().min(1).max(TEXT_MAX).optional(),
    payment_method: z
      .strictObject({
        type: methodText.optional(),
        brand: methodText.optional(),
        last4: z
          .string()
          .regex(/^\d{4}$/, 'must be four digits')
          .optional(),
        fingerprint: methodFingerprint.optional(),
      })
      .optional(),
    metadata: metadata.optional(),
    timestamp: timestamp.optional(),
  })
  .openapi('PaymentInput');
export type PaymentInput = z.output<typeof paymentInput>;

const masked = z
  .array(z.string())
  .optional()
  .describe('Members that are hidden from your role: they are there, but shown as null.');

export const paymentSchema = z
  .object({
    id: z.string().openapi({ example: 'pay_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d' }),
    object: z.literal('payment'),
    ...paymentInput.shape,
    customer_reference: reference.nullable().describe('null once the customer is erased'),
    status: z.literal('succeeded'),
    amount_refunded: z.int().describe('minor units'),
    created_at: z.iso.datetime(),
    masked,
  })
  .openapi('Payment');

const keyMembers = {
  idempotency_key: z.string().optional(),
  'x-idempotency-key': z.string().optional(),
};

export const batchInput = z
  .strictObject({
    payments: z
      .array(z.looseObject(keyMembers))
      .min(1)
      .max(BATCH_RECORDS_MAX)
      .openapi({ items: { $ref: '#/components/schemas/PaymentInput' } }),
  })
  .openapi('PaymentBatchInput');

export const batchSchema = z
  .object({ object: z.literal('payment_batch'), payments: z.array(paymentSchema) })
  .openapi('PaymentBatch');

export const batchResultsSchema = z
  .object({
    results: z.array(
      z.object({
        idempotency_key: z.string().nullable(),
        status: z.int(),
        replayed: z.boolean(),
        body: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .openapi('PaymentBatchResults');

export const refundInput = z
  .strictObject({
    payment_id: z.string().max(REFERENCE_MAX),
    amount: amount.optional().describe('minor units; without it, all that is left'),
  })
  .openapi('RefundInput');
export type RefundInput = z.output<typeof refundInput>;

export const refundSchema = z
  .object({
    id: z.string().openapi({ example: 're_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d' }),
    object: z.literal('refund'),
    payment_id: z.string(),
    amount: z.int(),
    currency: z.string(),
    status: z.literal('succeeded'),
    created_at: z.iso.datetime(),
  })
  .openapi('Refund');

export const jobInput = z
  .strictObject({
    queue: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/,
        'must be 1 to 100 letters, digits, ".", "_", ":", "/", "-"',
      ),
    payload: z.unknown().refine((payload) => payload !== undefined, 'is needed'),
    run_at: instant.optional(),
  })
  .openapi('JobInput');

export const jobSchema = z
  .object({
    id: z.string().openapi({ example: 'job_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d' }),
    object: z.literal('job'),
    queue: z.string(),
    status: z.enum(['queued', 'running', 'succeeded', 'failed']),
    run_at: z.iso.datetime(),
    created_at: z.iso.datetime(),
  })
  .openapi('Job');

/** What a job is seen as once it may have run. */
export const jobDetailSchema = jobSchema
  .extend({
    runs: z.int(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    result: z.unknown(),
    masked,
  })
  .openapi('JobDetail');
