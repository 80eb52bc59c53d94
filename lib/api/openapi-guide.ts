import { LIMIT_DEFAULT, LIMIT_MAX } from '@/lib/http/list-query';
import { API_BASE } from '@/lib/operations/base-path';
import { AMOUNT_MAX } from '@/lib/operations/contract';

const ORIGIN = 'http://localhost:3000';

/** What holds for all operations, in CommonMark: a section for each heading of the second level. */
export const API_GUIDE = `Every write carries an idempotency key. The first request with a key is decided in one database commit, together with its answer and its event; a retry gets that answer back, byte for byte, and every attempt is remembered.

The examples speak to \`${ORIGIN}\`, where \`npm start\` serves; put your own address there.

\`\`\`text Base URL
${ORIGIN}${API_BASE}
\`\`\`

## Authentication

Send the API key as a bearer token, or with HTTP Basic as the user name, without a password. A key belongs to one merchant and sees only that merchant. What it may do is its scopes:

- \`ingest\`: make payments, refunds and jobs
- \`read\`: read them, and the policies
- \`export\`: take evidence out
- \`admin\`: its merchant's policies and API keys
- \`operator\`: merchants and their API keys, but no data

\`\`\`sh Bearer
curl ${ORIGIN}${API_BASE}/payments \\
  -H "Authorization: Bearer $ONCEOVER_API_KEY"
\`\`\`

\`\`\`sh Basic
curl ${ORIGIN}${API_BASE}/payments \\
  -u "$ONCEOVER_API_KEY:"
\`\`\`

## Idempotency keys

Make one random key for each payment that you intend (a UUID will do), keep it with your order, and send it with every attempt. It has 1 to 255 visible ASCII characters without quotes and commas, and is unique within the merchant, across operations.

It may stand in the header \`Idempotency-Key\` or \`X-Idempotency-Key\`, or in the body as \`idempotency_key\` or \`x-idempotency-key\`; a policy may name more headers. Two places that agree are fine; two that differ are refused. A key on a read is ignored: reads are idempotent already.

**What counts as the same request.** Method, path and the body in its canonical form (RFC 8785), without the key and without what the policy ignores (by default the top-level \`timestamp\`). The order of members, white space and the spelling of numbers do not matter.

\`\`\`sh A payment, safe to repeat
curl ${ORIGIN}${API_BASE}/payments \\
  -H "Authorization: Bearer $ONCEOVER_API_KEY" \\
  -H "Idempotency-Key: order-2026-00017" \\
  -H "Content-Type: application/json" \\
  -d '{
    "amount": 4990,
    "currency": "EUR",
    "customer_reference": "cus_81723"
  }'
\`\`\`

## Retrying

Send the same body with the same key. A request that was decided is answered from the store, with \`Idempotent-Replayed: true\`. While the first is in flight, the retry waits for it.

After 409, 429 and 503 wait as long as \`Retry-After\` says; the retry then gets the one result, also when the outcome was unknown. After a refusal that is not stored (any other without \`Idempotency-Key-Expires\`) the key is still free: correct the request and send it again.

\`\`\`http The answer to a retry
HTTP/1.1 201 Created
Request-Id: req_019a9d1b60117a5ea0d27c9f41b8e365
Idempotency-Key: order-2026-00017
Idempotency-Key-Expires: 2026-11-24T10:15:30.482Z
Idempotent-Replayed: true
Location: ${API_BASE}/payments/pay_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d
\`\`\`

## Errors

Refusals are problem details (RFC 9457). \`type\` is the address of a page about the [problem](/problems), \`instance\` the request id, and \`errors\` names the members that do not fit by their pointers (RFC 6901).

When several apply, the answer is the first of:

- 401, 403, 429
- 404 or 405, 415, 413
- 400 for the JSON, then 400 for the key
- what is stored under the key
- 422 for the content

So a retry of something stored is answered from the store even if today's validation would refuse it.

\`\`\`json A refusal
{
  "type": "/problems/invalid-request",
  "title": "The content is not valid",
  "status": 422,
  "detail": "/amount: must be at least 1",
  "instance": "req_019a9d1b61f57b0c8f3be2a7d4c95012",
  "errors": [
    { "pointer": "/amount", "detail": "must be at least 1" }
  ]
}
\`\`\`

## Bodies

JSON in UTF-8, uncompressed. Duplicate members, numbers that a double cannot hold exactly, NUL characters, lone surrogates and nesting deeper than 32 are refused, so that no two different bodies look alike. Unknown members are refused too.

Amounts are whole minor units (cents of EUR, whole JPY, satoshi of BTC), from 1 to ${AMOUNT_MAX.toLocaleString('en')}. Times are RFC 3339, in UTC in answers.

## Lists

Newest first, \`limit\` (1 to ${LIMIT_MAX}, by default ${LIMIT_DEFAULT}) at a time. Send \`next_cursor\` as \`cursor\`, with the same filters, for the next page; on the last page it is null. No row is lost or repeated while new ones arrive. \`from\` is included and \`to\` is not. Any GET may be sent as HEAD.

\`\`\`sh The next page
curl "${ORIGIN}${API_BASE}/payments?cursor=$NEXT_CURSOR" \\
  -H "Authorization: Bearer $ONCEOVER_API_KEY"
\`\`\``;
