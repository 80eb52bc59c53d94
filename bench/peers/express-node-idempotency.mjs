import { Idempotency } from '@node-idempotency/core';
import { RedisStorageAdapter } from '@node-idempotency/storage-adapter-redis';
import express from 'express';
import { pay, peer } from './peer.mjs';

const storage = new RedisStorageAdapter({ url: peer.redisUrl });
await storage.connect();
const idempotency = new Idempotency(storage, { enforceIdempotency: true });

const app = express();
app.use(express.json());
app.post('/payments', payment);
app.listen(peer.port, '127.0.0.1');

/**
 * @param {import('./peer.mjs').ExpressRequest} request
 * @param {import('./peer.mjs').ExpressResponse} response
 */
async function payment(request, response) {
  const keyed = {
    headers: request.headers,
    body: request.body,
    path: request.url,
    method: request.method,
  };
  const stored = await idempotency.onRequest(keyed);
  if (stored) {
    response.set('Idempotent-Replayed', 'true').status(stored.additional.statusCode);
    response.json(stored.body);
    return;
  }
  const body = await pay(request.body);
  await idempotency.onResponse(keyed, { body, additional: { statusCode: 201 } });
  response.status(201).json(body);
}
