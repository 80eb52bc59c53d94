import '@/lib/http/openapi-zod';
import { z } from 'zod';

const NOTE_MAX = 2000;

export const noteInput = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1)
    .max(NOTE_MAX)
    .describe('What somebody found out; it stays in the log as it is.'),
});

const noteSchema = z
  .object({
    id: z.string().describe('Of its event in the log, `evt_…`.'),
    object: z.literal('note'),
    text: z.string().nullable().describe('Null once its customer is erased.'),
    written_by: z.string().describe('Their e-mail address.'),
    written_as: z.string().describe('The roles that its writer had.'),
    written_at: z.string().describe('By the clock of the database; microseconds.'),
  })
  .openapi('Note');
export type ShownNote = z.output<typeof noteSchema>;

export const notesSchema = z
  .object({
    data: z.array(noteSchema).describe('The latest 200, newest first.'),
    as_of: z.string().describe('RFC 3339: when this was read.'),
  })
  .openapi('Notes');
