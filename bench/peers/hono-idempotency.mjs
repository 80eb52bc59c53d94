import { serve } from '@hono/node-server';
import { createClient } from '@redis/client';
import { Hono } from 'hono';
import { idempotency } from 'hono-idempotency';
import { redisStore } from 'hono-idempotency/stores/redis';
import { pay, peer } from './peer.mjs';

const client = await createClient({ url: peer.redisUrl }).connect();

const app = new Hono();
app.use(
  '/payments',
  idempotency({ store: redisStore({ client }), required: true, cacheKeyPrefix: 'bench' }),
);
app.post('/payments', async (/** @type {import('./peer.mjs').HonoContext} */ context) =>
  context.json(await pay(await context.req.json()), 201),
);
serve({ fetch: app.fetch, port: peer.port, hostname: '127.0.0.1' });
