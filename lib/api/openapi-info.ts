import { AMOUNT_MAX } from '@/lib/operations/contract';

export const API_INFO = {
  title: 'Onceover',
  version: '1.0.0',
  summary: 'Payments that happen once, and the proof of it.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description: `Every write carries an idempotency key. The first request with a key is decided in one database commit together with its answer and its event; a retry gets that answer back, byte for byte, and every attempt is remembered.

**Authentication.** Send \`Authorization: Bearer KEY\`, or HTTP Basic with the API key as the user name and no password. A key belongs to one merchant and sees only that merchant. What it may do is its scopes: \`ingest\` (write), \`read\`, \`export\`, \`admin\` (its merchant's policies and API keys) and \`operator\` (merchants and their API keys, no data).

**The idempotency key.** 1 to 255 visible ASCII characters without quotes and commas, in the header \`Idempotency-Key\` or \`X-Idempotency-Key\`, or in the body as \`idempotency_key\` or \`x-idempotency-key\`; a policy may name more headers. It is unique within the merchant, across operations. Two places that agree are fine; two that differ are refused. A key on a read is ignored.

**What counts as the same request.** Method, path and the body in its canonical form (RFC 8785), without the key and without what the policy ignores (by default the top-level \`timestamp\`). The order of members, white space and the spelling of numbers do not matter.

**Retrying.** Send the same body with the same key. A decided request is answered from the store with \`Idempotent-Replayed: true\`. After 409, 429 and 503 wait as long as \`Retry-After\` says; the retry then gets the one result. After any other refusal that is not stored the key is still free.

**Bodies.** JSON in UTF-8, uncompressed. Duplicate members, numbers that a double cannot hold exactly, NUL characters, lone surrogates and nesting deeper than 32 are refused, so that no two different bodies look alike. Amounts are whole minor units, up to ${AMOUNT_MAX}.

**Errors.** RFC 9457 problem details. When several apply, the answer is the first of: 401, 403, 429, 404 or 405, 415, 413, 400 \`invalid-json\`, 400 for the key, what is stored under the key, 422 for the content.

**Lists.** Newest first, \`limit\` (1 to 200, by default 50) and \`cursor\`. \`next_cursor\` is null on the last page. \`from\` is included and \`to\` is not. Any GET may be sent as HEAD.`,
};

/** What each group of operations is about, in the order of the pages. */
export const API_TAGS: Readonly<Record<string, string>> = {
  Payments: 'Take payments, one at a time or in batches, and read them back.',
  Refunds: 'Give a payment back, wholly or in parts, and never more than was paid.',
  Jobs: 'Hand work to the job queue exactly once.',
  Policies: 'How long keys are kept, what a retry may change, and where keys may stand.',
  Merchants: 'Merchants and their API keys. A secret is shown once, when its key is made.',
  Operating: 'Health, metrics and this description, for those who run the service.',
};
