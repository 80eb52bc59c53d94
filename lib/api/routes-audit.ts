import { jsonResponse } from '@/lib/http/api-message';
import {
  checkpointSchema,
  consistencyQuery,
  consistencySchema,
  eventProofSchema,
  publicKeysSchema,
} from '@/lib/ledger/audit/contract';
import { readCheckpoint } from '@/lib/ledger/audit/read-checkpoint';
import { readConsistency, readEventProof } from '@/lib/ledger/audit/read-proofs';
import { readPublicKeys } from '@/lib/ledger/audit/read-public-keys';
import { reads } from './audit';
import { plainRoute, type Route } from './route';

const tag = 'Audit';

export const auditRoutes: readonly Route[] = [
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
