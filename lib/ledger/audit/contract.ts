import '@/lib/http/openapi-zod';
import { z } from 'zod';

const hash = (meaning: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe(`${meaning} SHA-256, hexadecimal.`);
const size = (meaning: string) => z.number().int().min(0).describe(meaning);
const path = z
  .array(z.string().regex(/^[0-9a-f]{64}$/))
  .describe('The hashes, from the bottom of the tree up; hexadecimal.');

export const checkpointSchema = z
  .object({
    note: z
      .string()
      .describe('The signed note, as C2SP tlog-checkpoint has it: keep it byte for byte.'),
    size: size('How many events it covers.'),
    root: hash('The root of their tree.'),
    created_at: z.string(),
    log_size: size('How many events the log had when you asked.'),
  })
  .openapi('Checkpoint');

const sizeParameter = (meaning: string) =>
  z
    .string()
    .regex(/^(?:0|[1-9]\d{0,14})$/, 'must be a whole number, the size of the log at some time')
    .transform(Number)
    .openapi({ type: 'integer', minimum: 0, param: { description: meaning } });

export const consistencyQuery = z.strictObject({
  from: sizeParameter('The size of the earlier checkpoint.'),
  to: sizeParameter('The size of the later checkpoint.'),
});

export const consistencySchema = z
  .object({
    from: size('The earlier size.'),
    to: size('The later size.'),
    from_root: hash('The root at the earlier size.'),
    to_root: hash('The root at the later size.'),
    path,
  })
  .openapi('ConsistencyProof');

const RECORDS_MAX = 1_000;

export const recordsQuery = z
  .strictObject({
    first: sizeParameter('The seq of the first record.'),
    last: sizeParameter(`The seq of the last record; ${RECORDS_MAX} records are the most.`),
    size: sizeParameter('The size of the checkpoint that the proof leads to.'),
  })
  .refine(({ first }) => first >= 1, { path: ['first'], error: 'must be 1 or more' })
  .refine(({ first, last }) => last >= first, { path: ['last'], error: 'is before first' })
  .refine(({ last, size }) => last <= size, {
    path: ['last'],
    error: 'is not in a log of this size',
  })
  .refine(({ first, last }) => last - first < RECORDS_MAX, {
    path: ['last'],
    error: `makes more than ${RECORDS_MAX} records`,
  });

export const recordsSchema = z
  .object({
    first: size('The seq of the first record.'),
    last: size('The seq of the last record.'),
    size: size('The size of the tree that the proof leads to.'),
    records: z
      .array(z.string())
      .describe('Each record as the log seals it, made of what is stored now; no column is open.'),
    left: path.describe('The perfect subtrees before the records, the largest first.'),
    right: path.describe('The perfect subtrees behind the records, from left to right.'),
  })
  .openapi('RecordRange');

export const publicKeysSchema = z
  .object({
    data: z
      .array(
        z.object({
          verifier_key: z
            .string()
            .describe('As verifiers of notes take it: the name of your log, key hash and key.'),
          public_key: z.string().describe('The 32 bytes of the Ed25519 key, in Base64.'),
          fingerprint: hash('Of the 32 bytes: what people compare.'),
          created_at: z.string(),
          retired_at: z
            .string()
            .nullable()
            .describe('Since when another key signs; null for the key in force.'),
        }),
      )
      .describe('The keys, the newest first.'),
  })
  .openapi('PublicKeys');

export const eventProofSchema = z
  .object({
    checkpoint: z.string().describe('The signed note of the tree that the path leads to.'),
    size: size('How many events the checkpoint covers.'),
    leaf_index: size("The event's place in the tree: its seq less one."),
    record: z.string().describe('The sealed record, byte for byte.'),
    leaf_hash: hash('Of 0x00 and the record.'),
    path,
    columns: z
      .record(
        z.string(),
        z.object({
          salt: z.string().describe('32 hexadecimal digits.'),
          value: z.unknown().describe('The value, of which the RFC 8785 form is committed to.'),
        }),
      )
      .describe('Every column that is not null, with what its commitment is made of.'),
  })
  .openapi('EventProof');
