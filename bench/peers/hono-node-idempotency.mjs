import { serve } from '@hono/node-server';
import { Idempotency } from '@node-idempotency/core';
import { RedisStorageAdapter } from '@node-idempotency/storage-adapter-redis';
import { Hono } from 'hono';
import { pay, peer } from './peer.mjs';

const storage = new RedisStorageAdapter({ url: peer.redisUrl });
await storage.connect();
const idempotency = new Idempotency(storage, { enforceIdempotency: true });

const app = new Hono();
app.post('/payments', async (/** @type {import('./peer.mjs').HonoContext} */ context) => {
  const keyed = {
    headers: context.req.header(),
    body: await context.req.json(),
    path: context.req.path,
    method: context.req.method,
  };
  const stored = await idempotency.onRequest(keyed);
  if (stored) {
    context.header('Idempotent-Replayed', 'true');
    return context.json(stored.body, stored.additional.statusCode);
  }
  const body = await pay(keyed.body);
  await idempotency.onResponse(keyed, { body, additional: { statusCode: 201 } });
  return context.json(body, 201);
});
serve({ fetch: app.fetch, port: peer.port, hostname: '127.0.0.1' });
