import { jsonResponse } from '@/lib/http/api-message';
import { listQuerySchema, pageSchema } from '@/lib/http/list-query';
import { changePolicy } from '@/lib/policies/change-policy';
import { policyInput, policySchema } from '@/lib/policies/contract';
import {
  policyOperation,
  readPolicies,
  readPolicy,
  readPolicyHistory,
} from '@/lib/policies/read-policies';
import { actorOf } from './actor';
import { reads } from './audit';
import { plainRoute, type Route } from './route';

const tag = 'Policies';

export const policyRoutes: readonly Route[] = [
  plainRoute({
    method: 'GET',
    path: '/policies',
    scopes: ['read', 'admin'],
    tag,
    summary: 'List the policies in force',
    query: listQuerySchema,
    responses: { 200: { description: 'A page', schema: pageSchema(policySchema) } },
    handle: ({ runtime, principal, query }) => readPolicies(runtime, principal.merchantId, query),
  }),
  plainRoute({
    method: 'GET',
    path: '/policies/{operation}',
    scopes: ['read', 'admin'],
    tag,
    summary: "Read an operation's policy",
    audit: reads('policy'),
    responses: { 200: { description: 'The policy in force', schema: policySchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params }) => {
      const operation = policyOperation(params.operation);
      return jsonResponse(200, await readPolicy(runtime, principal.merchantId, operation));
    },
  }),
  plainRoute({
    method: 'PUT',
    path: '/policies/{operation}',
    scopes: ['admin'],
    tag,
    summary: "Replace an operation's policy",
    description:
      'Makes a new version. Keys that exist keep their expiry and their fingerprint rule.',
    body: policyInput,
    responses: { 200: { description: 'The new version', schema: policySchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const { merchantId } = principal;
      const operation = policyOperation(params.operation);
      await changePolicy(runtime, actorOf(principal), { merchantId, operation }, body);
      return jsonResponse(200, await readPolicy(runtime, merchantId, operation));
    },
  }),
  plainRoute({
    method: 'GET',
    path: '/policies/{operation}/history',
    scopes: ['read', 'admin'],
    tag,
    summary: 'List the versions of a policy, newest first',
    audit: reads('policy_history'),
    query: listQuerySchema,
    responses: { 200: { description: 'A page', schema: pageSchema(policySchema) } },
    problems: ['not-found'],
    handle: ({ runtime, principal, params, query }) =>
      readPolicyHistory(runtime, principal.merchantId, policyOperation(params.operation), query),
  }),
];
