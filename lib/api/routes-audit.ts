import { readableMerchants } from '@/lib/access/readable-merchants';
import { jsonResponse } from '@/lib/http/api-message';
import {
  checkpointSchema,
  consistencyQuery,
  consistencySchema,
  eventProofSchema,
  publicKeysSchema,
  recordsQuery,
  recordsSchema,
} from '@/lib/ledger/audit/contract';
import { readCheckpoint } from '@/lib/ledger/audit/read-checkpoint';
import { readConsistency, readEventProof, readRecords } from '@/lib/ledger/audit/read-proofs';
import { readPublicKeys } from '@/lib/ledger/audit/read-public-keys';
import { integrityQuery, integritySchema } from '@/lib/ledger/integrity/contract';
import { readIntegrity } from '@/lib/ledger/integrity/read-integrity';
import { reviewDaysSchema, reviewInput, reviewSchema, reviewsQuery } from '@/lib/reviews/contract';
import { readReviews } from '@/lib/reviews/read-reviews';
import { signOffDay } from '@/lib/reviews/sign-off-day';
import { actorOf } from './actor';
import { reads } from './audit';
import { plainRoute, type Route } from './route';

const tag = 'Audit';

const logRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/audit/integrity',
    scopes: ['read', 'export'],
    tag,
    summary: 'Read how the log stands',
    description:
      'The end of each log that you may see, what is not in it yet, and the times in which the log was not sealed, with their cause.',
    query: integrityQuery,
    responses: { 200: { description: 'The state of the log', schema: integritySchema } },
    handle: async ({ runtime, principal, query }) => {
      const merchantIds = await readableMerchants(runtime.sessions, principal);
      return jsonResponse(200, await readIntegrity(runtime.workPool, merchantIds, query));
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/audit/checkpoint',
    scopes: ['read', 'export'],
    tag,
    summary: 'Read the signed end of the log',
    description:
      'A C2SP checkpoint: origin, size and root of the RFC 6962 tree over all events, signed with Ed25519. If the log has grown since the last one, it is signed now. Keep it: later proofs are held against it.',
    responses: { 200: { description: 'The checkpoint', schema: checkpointSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal }) =>
      jsonResponse(200, await readCheckpoint(runtime.workPool, principal.merchantId)),
  }),
  plainRoute({
    method: 'GET',
    path: '/audit/consistency',
    scopes: ['read', 'export'],
    tag,
    summary: 'Prove that the log has only grown',
    description:
      'Between two sizes of the log, as checkpoints name them: RFC 6962 §2.1.2. Verify it as RFC 9162 §2.1.4.2 says, with the roots of your own checkpoints.',
    query: consistencyQuery,
    responses: { 200: { description: 'The proof', schema: consistencySchema } },
    handle: async ({ runtime, principal, query }) =>
      jsonResponse(200, await readConsistency(runtime.workPool, principal.merchantId, query)),
  }),
  plainRoute({
    method: 'GET',
    path: '/audit/records',
    scopes: ['read', 'export'],
    tag,
    summary: 'Read sealed records, to hash them again',
    description:
      'Each record is made anew of what is stored, so that its hash shows whether that was changed. SHA-256 of 0x00 and the record is a leaf; with the subtrees on both sides the leaves hash to the root of the checkpoint (RFC 6962 §2.1). The records are closed: commitments, ids and times, and nothing else.',
    query: recordsQuery,
    responses: { 200: { description: 'The records', schema: recordsSchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, query }) =>
      jsonResponse(200, await readRecords(runtime.workPool, principal.merchantId, query)),
  }),
  plainRoute({
    method: 'GET',
    path: '/audit/public-keys',
    scopes: ['read', 'export'],
    tag,
    summary: 'List the keys that sign checkpoints',
    description: 'All there have been, the newest first: what a retired key signed stays valid.',
    responses: { 200: { description: 'The keys', schema: publicKeysSchema } },
    handle: async ({ runtime, principal }) =>
      jsonResponse(200, await readPublicKeys(runtime.workPool, principal.merchantId)),
  }),
  plainRoute({
    method: 'GET',
    path: '/audit/events/{id}/proof',
    scopes: ['read'],
    tag,
    summary: 'Prove that an event is in the log',
    description:
      'Each column of the event stands in its record as a commitment, base64url(SHA-256(salt ":" name ":" value)), value as RFC 8785 JSON. SHA-256 of 0x00 and the record is the leaf; the path leads from it to the root of the checkpoint (RFC 6962 §2.1.1). Columns that were erased, or that your role may not see, are not among those opened.',
    responses: { 200: { description: 'The proof', schema: eventProofSchema } },
    problems: ['not-found'],
    audit: reads('event_proof'),
    handle: async ({ runtime, principal, params }) =>
      jsonResponse(
        200,
        await readEventProof(runtime.workPool, principal.merchantId, params.id ?? ''),
      ),
  }),
];

const reviewRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/audit/reviews',
    scopes: ['read'],
    tag,
    summary: 'List days with their reviews, the latest first',
    description:
      'Every day is there, also one on which nothing happened and one that nobody has reviewed. A review is in the list once it is in the log, which takes up to 2 s.',
    query: reviewsQuery,
    responses: { 200: { description: 'The days', schema: reviewDaysSchema } },
    handle: async ({ runtime, principal, query }) =>
      jsonResponse(200, await readReviews(runtime.workPool, principal.merchantId, query)),
  }),
  plainRoute({
    method: 'POST',
    path: '/audit/reviews',
    scopes: ['sign_off'],
    tag,
    summary: 'Sign off a day',
    description:
      'Records that you have looked at a day that is over, and what there was to see at that moment. It is an event of the log: it stays, and a later review stands beside it.',
    body: reviewInput,
    responses: { 201: { description: 'The review', schema: reviewSchema } },
    handle: async ({ runtime, principal, body }) => {
      const actor = actorOf(principal);
      return jsonResponse(
        201,
        await signOffDay(runtime.workPool, actor, principal.merchantId, body),
      );
    },
  }),
];

export const auditRoutes: readonly Route[] = [...logRoutes, ...reviewRoutes];
