import '@/lib/http/openapi-zod';
import { z } from 'zod';
import { instant } from '@/lib/http/instant';
import { listQueryFields } from '@/lib/http/list-query';

const LABEL_MAX = 80;
const REASON_MAX = 500;

export const annotationInput = z.strictObject({
  label: z.string().trim().min(1).max(LABEL_MAX).describe('What happened, in a few words.'),
  at: instant.optional().describe('When it happened (RFC 3339); now, unless it is given.'),
  reason: z.string().trim().min(1).max(REASON_MAX),
});
export type AnnotationInput = z.output<typeof annotationInput>;

export const annotationsQuery = z.strictObject({
  ...listQueryFields,
  from: instant.optional(),
  to: instant.optional(),
});

export const annotationSchema = z
  .object({
    id: z.string(),
    object: z.literal('annotation'),
    at: z.string().describe('When it happened.'),
    label: z.string().describe('What happened, in a few words.'),
    reason: z.string(),
    created_by: z.string().describe('Who noted it.'),
    created_at: z.string(),
  })
  .openapi('Annotation');

export type ShownAnnotation = z.output<typeof annotationSchema>;
