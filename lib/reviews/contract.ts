import '@/lib/http/openapi-zod';
import { z } from 'zod';

export const DAYS_MAX = 366;

const day = z
  .string()
  .regex(/^(?:19[7-9]|[2-9]\d\d)\d-\d{2}-\d{2}$/, 'must be a day from 1970 on, as in 2026-11-30')
  .refine((text) => {
    const time = Date.parse(`${text}T00:00:00Z`);
    return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
  }, 'is no day of the calendar')
  .openapi({ type: 'string', format: 'date' });

export const reviewsQuery = z.strictObject({
  from: day
    .optional()
    .openapi({ param: { description: 'The first day (UTC); 30 days before `to` without it.' } }),
  to: day.optional().openapi({
    param: { description: 'The day after the last one (UTC); tomorrow without it.' },
  }),
});
export type ReviewsQuery = z.output<typeof reviewsQuery>;

export const reviewInput = z
  .strictObject({
    day: day.describe('In UTC, and over.'),
    note: z.string().trim().min(1).max(500).describe('What you looked at and what you found.'),
  })
  .openapi('ReviewInput');
export type ReviewInput = z.output<typeof reviewInput>;

const totals = {
  attempts: z.int().describe('How many attempts there were.'),
  outcomes: z.record(z.string(), z.int()),
  amounts: z
    .record(z.string(), z.string())
    .describe('Payments executed, by currency: decimal text, minor units.'),
};

export const reviewSchema = z
  .object({
    id: z.string().describe('The event of the log that it is, `evt_…`.'),
    object: z.literal('review'),
    day: z.string().describe('The day that was reviewed, in UTC.'),
    note: z.string().describe('What the reviewer wrote.'),
    reviewed_by: z.string(),
    role: z.string().describe('In which roles.'),
    reviewed_at: z.string(),
    seen: z
      .object({
        ...totals,
        log_size: z.int().describe('How many events the log had.'),
        root: z
          .string()
          .nullable()
          .describe('The root of its last checkpoint, hexadecimal; null before the first.'),
        control_failures: z.int().describe('Times of that day in which the log was not sealed.'),
      })
      .describe('What there was to see of that day at that moment.'),
  })
  .openapi('Review');
export type Review = z.output<typeof reviewSchema>;

export const reviewDaysSchema = z
  .object({
    object: z.literal('review_days'),
    from: z.string().describe('The first day.'),
    to: z.string().describe('The day after the last one.'),
    data: z
      .array(
        z.object({
          day: z.string().describe('In UTC.'),
          over: z.boolean().describe('Whether it can be reviewed.'),
          ...totals,
          reviews: z
            .array(reviewSchema)
            .describe('The latest first; none where nobody has reviewed it.'),
        }),
      )
      .describe("Every day, the latest first, back to the merchant's first."),
    as_of: z.string().describe('RFC 3339: when this was read.'),
  })
  .openapi('ReviewDays');
export type ReviewDays = z.output<typeof reviewDaysSchema>;
