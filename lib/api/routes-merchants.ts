import {
  apiKeyInput,
  apiKeySchema,
  merchantInput,
  merchantSchema,
  newApiKeySchema,
  revokeInput,
} from '@/lib/access/contract';
import { createApiKey } from '@/lib/access/create-api-key';
import { createMerchant } from '@/lib/access/create-merchant';
import type { Principal } from '@/lib/access/principal';
import { findApiKey, readApiKeys, readMerchant, readMerchants } from '@/lib/access/read-merchants';
import { revokeApiKey } from '@/lib/access/revoke-api-key';
import { jsonResponse } from '@/lib/http/api-message';
import { type ListReader, listQuerySchema, pageSchema } from '@/lib/http/list-query';
import { notFound, Problem } from '@/lib/http/problem';
import { uuidOf } from '@/lib/http/uuid';
import { actorOf } from './actor';
import { plainRoute, type Route } from './route';

const merchants = { tag: 'Merchants', scopes: ['operator'] } as const;
const apiKeys = { tag: 'API keys', scopes: ['admin', 'operator'] } as const;

export const merchantRoutes: readonly Route[] = [
  plainRoute({
    ...merchants,
    method: 'GET',
    path: '/merchants',
    summary: 'List merchants, newest first',
    query: listQuerySchema,
    responses: { 200: { description: 'A page', schema: pageSchema(merchantSchema) } },
    handle: ({ runtime, query }) => readMerchants(runtime, query),
  }),
  plainRoute({
    ...merchants,
    method: 'POST',
    path: '/merchants',
    summary: 'Create a merchant',
    body: merchantInput,
    responses: { 201: { description: 'The merchant', schema: merchantSchema } },
    handle: async ({ runtime, principal, body }) => {
      const merchantId = await createMerchant(runtime.workPool, actorOf(principal), body);
      return jsonResponse(201, await readMerchant(runtime, merchantId));
    },
  }),
  plainRoute({
    ...apiKeys,
    method: 'GET',
    path: '/merchants/{id}/api-keys',
    summary: "List a merchant's API keys, newest first",
    audit: { action: 'api_keys.read', subjectType: 'merchant' },
    query: listQuerySchema,
    responses: { 200: { description: 'A page', schema: pageSchema(apiKeySchema) } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, query }) =>
      readApiKeys(runtime, await managedMerchant(runtime, principal, params.id), query),
  }),
  plainRoute({
    ...apiKeys,
    method: 'POST',
    path: '/merchants/{id}/api-keys',
    summary: 'Create an API key',
    description: 'The secret is shown this once. Only an operator may grant the scope "operator".',
    body: apiKeyInput,
    responses: { 201: { description: 'The key and its secret', schema: newApiKeySchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const merchantId = await managedMerchant(runtime, principal, params.id);
      if (body.scopes.includes('operator') && !principal.scopes.has('operator')) {
        throw new Problem('forbidden', 'Only an operator may grant the scope "operator".');
      }
      const actor = actorOf(principal);
      const { apiKeyId, secret } = await createApiKey(runtime.workPool, actor, merchantId, body);
      runtime.access.forget();
      const { shown } = await findApiKey(runtime, merchantId, apiKeyId);
      return jsonResponse(201, { ...shown, secret });
    },
  }),
  plainRoute({
    ...apiKeys,
    method: 'POST',
    path: '/merchants/{id}/api-keys/{key_id}/revoke',
    summary: 'Revoke an API key',
    description: 'Holds on every instance within 5 seconds, and for good.',
    body: revokeInput,
    responses: { 200: { description: 'The revoked key', schema: apiKeySchema } },
    problems: ['not-found'],
    handle: async ({ runtime, principal, params, body }) => {
      const merchantId = await managedMerchant(runtime, principal, params.id);
      const id = uuidOf('key', params.key_id ?? '');
      const { apiKeyId } = await findApiKey(runtime, merchantId, id);
      const target = { merchantId, apiKeyId };
      await revokeApiKey(runtime.workPool, actorOf(principal), target, body.reason);
      runtime.access.forget();
      return jsonResponse(200, (await findApiKey(runtime, merchantId, apiKeyId)).shown);
    },
  }),
];

/** An operator manages every merchant's keys, an admin only its own merchant's. */
async function managedMerchant(
  reader: ListReader,
  principal: Principal,
  id: string | undefined,
): Promise<string> {
  const merchantId = uuidOf('mer', id ?? '');
  const mayManage = principal.scopes.has('operator') || merchantId === principal.merchantId;
  if (merchantId === undefined || !mayManage) throw notFound('No merchant has this id.');
  await readMerchant(reader, merchantId);
  return merchantId;
}
