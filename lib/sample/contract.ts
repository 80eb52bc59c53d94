import '@/lib/http/openapi-zod';
import { z } from 'zod';

export const sampleCompanySchema = z
  .object({
    object: z.literal('sample_company'),
    merchant_id: z.string().describe('`mer_…`, whose history it is.'),
    is_sample: z.boolean().describe('Whether this merchant is a sample company.'),
    loaded_at: z.string().nullable().describe('Up to when its thirty days go.'),
    tickets: z
      .array(
        z.object({
          text: z.string().describe('As a customer service gets it.'),
          answer: z.string().describe('What the history says to it.'),
        }),
      )
      .describe('Prepared, to try.'),
  })
  .openapi('SampleCompany');
export type ShownSampleCompany = z.output<typeof sampleCompanySchema>;
