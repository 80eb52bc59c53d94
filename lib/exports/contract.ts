import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { EXPORT_FORMATS, EXPORT_KINDS } from './job';

const REASON_MAX = 1000;
const SEED_MAX = 100;
const SAMPLE_MAX = 10_000;
/** Kinds that the contract knows and that are not built yet. */
const LATER_KINDS = ['alerts', 'reconciliation'] as const;

type Filter = Record<string, string | number | Record<string, string>>;

/** Not z.record, which passes over `__proto__`: a filter that is not applied shows everything. */
const filter = z
  .custom<Filter>(isFilter, 'must be an object of texts, numbers and objects of texts')
  .openapi({ type: 'object' });

function isFilter(value: unknown): value is Filter {
  return isObject(value) && Object.values(value).every(isFilterValue);
}

function isFilterValue(value: unknown): boolean {
  if (!isObject(value)) return typeof value === 'string' || typeof value === 'number';
  return Object.values(value).every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const exportInput = z
  .strictObject({
    kind: z
      .enum([...EXPORT_KINDS, ...LATER_KINDS])
      .refine((kind) => EXPORT_KINDS.some((known) => known === kind), 'cannot be exported yet')
      .openapi({ type: 'string', enum: [...EXPORT_KINDS] }),
    format: z.enum(EXPORT_FORMATS),
    filter: filter
      .default({})
      .describe('The parameters of the list of that kind, by name; all rows without one.'),
    sample: z.int().min(1).max(SAMPLE_MAX).optional(),
    seed: z.string().min(1).max(SEED_MAX).optional(),
    reason: z.string().min(1).max(REASON_MAX).optional(),
  })
  .refine(({ sample, seed }) => seed === undefined || sample !== undefined, {
    path: ['seed'],
    error: 'needs a sample',
  })
  .openapi('ExportInput');
export type ExportInput = z.output<typeof exportInput>;

const EXPORT_STATES = ['pending', 'running', 'ready', 'failed', 'cancelled'] as const;

export const exportSchema = z
  .object({
    id: z.string(),
    object: z.literal('export'),
    kind: z.enum(EXPORT_KINDS),
    format: z.enum(EXPORT_FORMATS),
    filter: z.record(z.string(), z.unknown()),
    sample: z.int().nullable(),
    seed: z.string().nullable(),
    state: z.enum(EXPORT_STATES),
    rows_total: z.int().nullable(),
    rows_done: z.int(),
    as_of: z
      .object({
        size: z.int(),
        root: z.string(),
        created_at: z.string(),
        note: z.string(),
      })
      .nullable(),
    requested_by: z.string(),
    reason: z.string().nullable(),
    created_at: z.string(),
    finished_at: z.string().nullable(),
    expires_at: z.string(),
    error: z.string().nullable(),
    sha256: z.string().nullable(),
  })
  .openapi('Export');

export const downloadQuery = z.strictObject({ bundle: z.enum(['zip']).optional() });

export type ShownExport = z.output<typeof exportSchema>;
