import { z } from 'zod';

/** What every problem type means. Status, the page at /problems/<slug> and OpenAPI come from here. */
export const PROBLEMS = {
  'idempotency-key-missing': {
    status: 400,
    title: 'An idempotency key is needed',
    meaning: 'This operation has an effect, so it must carry a key that names the attempt.',
    remedy:
      'Make one random key (a UUID will do) for each payment you intend, send it as the Idempotency-Key header, and send the same key with every retry.',
  },
  'idempotency-key-invalid': {
    status: 400,
    title: 'The idempotency key is not usable',
    meaning:
      'The key is empty, longer than 255 characters, has characters outside visible ASCII, quotes or commas, is repeated, has parameters, or two places name different keys.',
    remedy: 'Send one key of 1 to 255 visible ASCII characters, without quotes and commas.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The key belongs to a different request',
    meaning:
      'A request with this key was already decided, and its method, path or body differ from this one. Nothing was executed now.',
    remedy:
      'If this is a retry, send exactly the body that you sent first. If it is a new payment, use a new key.',
  },
  'request-in-progress': {
    status: 409,
    title: 'The first request with this key is still in flight',
    meaning: 'Its outcome is not known yet, so it can be neither replayed nor executed again.',
    remedy: 'Wait as long as Retry-After says and send the same request with the same key.',
  },
  'outcome-unknown': {
    status: 503,
    title: 'The outcome is not known',
    meaning:
      'The database was lost between the commit and its confirmation. The request was executed once or not at all.',
    remedy: 'Retry with the same key: you get the one result, whichever it was.',
  },
  'invalid-json': {
    status: 400,
    title: 'The body is not unambiguous JSON',
    meaning:
      'It is malformed, has duplicate members, a number that loses precision, a NUL character, a lone surrogate, invalid UTF-8, or is nested deeper than 32.',
    remedy: 'Correct the body; the key was not consumed.',
  },
  'invalid-request': {
    status: 422,
    title: 'The content is not valid',
    meaning: 'One or more members or parameters do not fit; each is named by a pointer.',
    remedy: 'Correct what the pointers name and send it again; the key was not consumed.',
  },
  'refund-exceeds-payment': {
    status: 422,
    title: 'The refund is more than what is left of the payment',
    meaning: 'Refunds together may never exceed what was paid. This answer is kept and replayed.',
    remedy: 'Read the payment to see what is left, and refund that with a new key.',
  },
  unauthenticated: {
    status: 401,
    title: 'Credentials are needed',
    meaning:
      'There was no API key, or it is unknown, expired or revoked; of people, that nobody is signed in.',
    remedy:
      'Send "Authorization: Bearer <API key>", or Basic with the key as the user name. People sign in at /sign-in.',
  },
  forbidden: {
    status: 403,
    title: 'This may not be done with these credentials',
    meaning:
      'They are valid, but the API key lacks the scope, or the person the role, that this operation needs.',
    remedy: 'Use a key with the scope named in the detail, or ask an administrator for the role.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    meaning: 'The path is unknown, or nothing with this id belongs to your merchant.',
    remedy: 'Check the path and the id against the API description at /docs.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This path does not take that method',
    meaning: 'The path exists, with other methods.',
    remedy: 'Use one of the methods in the Allow header.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body must be JSON',
    meaning: 'The content type is not application/json in UTF-8, or the body is compressed.',
    remedy: 'Send "Content-Type: application/json" and an uncompressed body.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'It has more bytes than this operation takes.',
    remedy: 'Send less, or split a batch.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    meaning: 'This API key has sent more requests a second than it may.',
    remedy: 'Wait as long as Retry-After says; the key was not consumed.',
  },
  unavailable: {
    status: 503,
    title: 'The service cannot decide right now',
    meaning: 'The database is away or overloaded. Nothing was executed.',
    remedy: 'Wait as long as Retry-After says and retry with the same key.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'A fault of ours, logged under the request id.',
    remedy: 'Retry with the same key; if it stays, report the request id.',
  },
} as const satisfies Record<string, ProblemDescription>;

interface ProblemDescription {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

export type ProblemSlug = keyof typeof PROBLEMS;

/** RFC 9457 problem details, with the members that ours add. */
export const problemSchema = z.object({
  type: z.string().describe('/problems/<slug>: a page for people'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string().describe('the request id'),
  errors: z
    .array(z.object({ pointer: z.string().describe('RFC 6901'), detail: z.string() }))
    .optional(),
});
