import { beforeAll, describe, expect, test } from 'vitest';
import { Api, expectProblem, type Json } from './api';
import { doors, newApiKey, newMerchant } from './doors';

const SCOPES = ['ingest', 'read', 'export', 'admin', 'operator'] as const;

/** Contract §2, route by route: which scopes each needs one of. */
const ROUTES: Readonly<Record<string, readonly string[]>> = {
  'POST /api/v1/payments': ['ingest'],
  'POST /api/v1/payments/batch': ['ingest'],
  'POST /api/v1/refunds': ['ingest'],
  'POST /api/v1/jobs': ['ingest'],
  'POST /api/v1/observations': ['ingest'],
  'GET /api/v1/payments': ['read'],
  'GET /api/v1/payments/{id}': ['read'],
  'GET /api/v1/refunds': ['read'],
  'GET /api/v1/refunds/{id}': ['read'],
  'GET /api/v1/jobs/{id}': ['read'],
  'GET /api/v1/keys': ['read'],
  'GET /api/v1/keys/{id}': ['read'],
  'GET /api/v1/keys/{id}/events': ['read'],
  'GET /api/v1/keys/{id}/notes': ['read'],
  'GET /api/v1/events': ['read'],
  'GET /api/v1/events/{id}': ['read'],
  'GET /api/v1/lookup': ['read'],
  'GET /api/v1/stats/traffic': ['read'],
  'GET /api/v1/stats/breakdown': ['read'],
  'GET /api/v1/stats/expiry': ['read'],
  'GET /api/v1/stats/store': ['read'],
  'GET /api/v1/stats/conflicts': ['read'],
  'GET /api/v1/stats/what-if': ['read'],
  'GET /api/v1/conflicts': ['read'],
  'GET /api/v1/reuses': ['read'],
  'GET /api/v1/annotations': ['read'],
  'POST /api/v1/annotations': ['annotate', 'admin'],
  'GET /api/v1/audit/access': ['read'],
  'GET /api/v1/audit/integrity': ['read', 'export'],
  'GET /api/v1/audit/records': ['read', 'export'],
  'GET /api/v1/audit/reviews': ['read'],
  'GET /api/v1/audit/sample': ['read'],
  'GET /api/v1/audit/checkpoint': ['read', 'export'],
  'GET /api/v1/audit/consistency': ['read', 'export'],
  'GET /api/v1/audit/events/{id}/proof': ['read'],
  'GET /api/v1/audit/public-keys': ['read', 'export'],
  'POST /api/v1/exports': ['export'],
  'GET /api/v1/exports': ['export'],
  'GET /api/v1/exports/{id}': ['export'],
  'POST /api/v1/exports/{id}/cancel': ['export'],
  'GET /api/v1/exports/{id}/download': ['export'],
  'GET /api/v1/policies': ['read', 'admin'],
  'GET /api/v1/policies/{operation}': ['read', 'admin'],
  'GET /api/v1/policies/{operation}/history': ['read', 'admin'],
  'PUT /api/v1/policies/{operation}': ['admin'],
  'GET /api/v1/merchants': ['operator'],
  'POST /api/v1/merchants': ['operator'],
  'GET /api/v1/merchants/{id}/api-keys': ['admin', 'operator'],
  'POST /api/v1/merchants/{id}/api-keys': ['admin', 'operator'],
  'POST /api/v1/merchants/{id}/api-keys/{key_id}/revoke': ['admin', 'operator'],
  'POST /api/v1/merchants/{id}/remove': ['operator'],
  'GET /api/v1/sample-company': ['read'],
  'POST /api/v1/sample-company': ['operator'],
  // Of people who are signed in alone: roles.test.ts.
  'GET /api/v1/keys/{id}/payloads': ['payloads'],
  'POST /api/v1/keys/{id}/reveal': ['payloads', 'reveal'],
  'POST /api/v1/payments/{id}/reveal': ['payloads', 'reveal'],
  'POST /api/v1/audit/reviews': ['sign_off'],
  'GET /api/v1/people/export': ['people'],
  'POST /api/v1/people/{id}/reset': ['people'],
  'POST /api/v1/keys/{id}/notes': ['notes'],
  'GET /api/v1/people': ['people'],
  'POST /api/v1/people': ['people'],
  'POST /api/v1/people/{id}/invite': ['people'],
  'PUT /api/v1/people/{id}/role': ['people'],
  'POST /api/v1/people/{id}/disable': ['people'],
};
/** What is described and needs no key, or only sometimes. */
const OPEN = [
  'GET /api/v1/openapi.json',
  'GET /api/health/live',
  'GET /api/health/ready',
  'GET /api/metrics',
];
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

async function describedBy(door: (typeof doors)[number]): Promise<Described> {
  const reply = await new Api(door.url, undefined).get('/openapi.json');
  expect(reply.status).toBe(200);
  expect(reply.headers['content-type']).toBe('application/json');
  return JSON.parse(reply.text);
}

/** `GET /api/v1/payments/{id}` → method and a path with ids of nothing. */
function requestOf(route: string): { method: string; path: string } {
  const [method = '', template = ''] = route.split(' ');
  const path = template
    .replace('{operation}', 'payments')
    .replace('{key_id}', `key_${'0'.repeat(32)}`)
    .replace('/merchants/{id}', `/merchants/mer_${'0'.repeat(32)}`)
    .replace('{id}', 'nothing');
  return { method, path };
}

describe.each(doors)('$name: the routes of the API description', (door) => {
  let routes: string[];
  const clients: Partial<Record<string, Api>> = {};
  beforeAll(async () => {
    const { paths } = await describedBy(door);
    routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => METHODS.includes(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const { id } = await newMerchant(door);
    for (const scope of SCOPES) clients[scope] = await newApiKey(door, id, [scope]);
  });

  test('are those of the contract so far, in OpenAPI 3.1', async () => {
    expect((await describedBy(door)).openapi).toMatch(/^3\.1\./);
    expect(routes.filter((route) => !OPEN.includes(route)).sort()).toEqual(
      Object.keys(ROUTES).sort(),
    );
  });

  test('all answer: none is unknown or takes another method', async () => {
    const { id } = await newMerchant(door);
    const all = await newApiKey(door, id, SCOPES);
    // Once the log has the key's own event, it has a head.
    const head = async () => (await all.get('/audit/checkpoint')).status;
    await expect.poll(head, { timeout: 60_000 }).toBe(200);
    for (const route of routes) {
      const { method, path } = requestOf(route);
      const reply = await all.send(path, { method, ...(method !== 'GET' && { body: {} }) });
      expect(
        [404, 405].includes(reply.status) && !path.includes('0000') && !path.includes('nothing'),
        route,
      ).toBe(false);
      expect(reply.status, route).toBeLessThan(500);
      if (reply.status === 404) expect(reply.json.detail).not.toContain('path');
    }
  });

  test.each(SCOPES)('let a key with only the scope %s do what the contract says', async (scope) => {
    const client = clients[scope];
    if (!client) throw new Error(`no key with ${scope}`);
    for (const [route, scopes] of Object.entries(ROUTES)) {
      const { method, path } = requestOf(route);
      const reply = await client.send(path, { method, ...(method !== 'GET' && { body: {} }) });
      const allowed = scopes.includes(scope);
      if (allowed) expect([401, 403], route).not.toContain(reply.status);
      else expectProblem(reply, 'forbidden');
    }
  });

  test('refuse whoever has no key, whatever the rest', async () => {
    for (const route of Object.keys(ROUTES)) {
      const { method, path } = requestOf(route);
      const nobody = new Api(door.url, undefined);
      const reply = await nobody.send(path, { method, ...(method !== 'GET' && { body: 'x' }) });
      expectProblem(reply, 'unauthenticated');
    }
  });
});
