import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { CachePersistenceLayer } from '@aws-lambda-powertools/idempotency/cache';
import { createClient } from '@redis/client';
import express from 'express';
import { pay, peer } from './peer.mjs';

const client = await createClient({ url: peer.redisUrl }).connect();

// Without a Lambda's context it writes a warning for each request.
const config = new IdempotencyConfig({
  eventKeyJmesPath: 'key',
  throwOnNoIdempotencyKey: true,
  lambdaContext: { getRemainingTimeInMillis: () => 30_000 },
  // It marks no replay by itself; its response hook is where a user would.
  responseHook: (/** @type {{ body: unknown }} */ stored) => ({ ...stored, replayed: true }),
});

// Its payload validation stays off: the cache layer does not store the payload's hash with the
// answer, so that every replay would be refused.
const payOnce = makeIdempotent(
  async (/** @type {{ payment: import('./peer.mjs').Payment }} */ { payment }) => ({
    body: await pay(payment),
  }),
  { persistenceStore: new CachePersistenceLayer({ client }), config },
);

const app = express();
app.use(express.json());
app.post('/payments', payment);
app.listen(peer.port, '127.0.0.1');

/**
 * @param {import('./peer.mjs').ExpressRequest} request
 * @param {import('./peer.mjs').ExpressResponse} response
 */
async function payment(request, response) {
  const key = request.get('Idempotency-Key');
  const { body, replayed } = await payOnce({ key, payment: request.body });
  if (replayed) response.set('Idempotent-Replayed', 'true');
  response.status(201).json(body);
}
