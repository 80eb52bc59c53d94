import { hash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, test, vi } from 'vitest';
import { type Observer, observeExpress } from '@/lib/client/observe-express';
import { Api, newKey } from './api';
import { type Door, doors, newMerchant } from './doors';
import { attemptsOf, outcomesOf } from './remains';

const [, door] = doors as readonly [Door, Door];
/** Express's own types are not installed. */
interface ShopRequest {
  readonly body: unknown;
  header(name: string): string | undefined;
}
interface ShopResponse {
  status(code: number): this;
  set(name: string, value: string): this;
  json(body: unknown): this;
}

const TAKEN = { timeout: 30_000, interval: 100 };
const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listening(server: http.Server): Promise<string> {
  servers.push(server);
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A shop with idempotency of its own, which is observed. */
function shop({ middleware }: Observer): Promise<string> {
  const answers = new Map<string, { body: string; id: number }>();
  const app = express();
  app.use(middleware);
  app.use(express.json());
  app.post('/shops/:shop/charges', (request: ShopRequest, response: ShopResponse) => {
    const key = request.header('idempotency-key')?.replaceAll('"', '');
    if (key === undefined) {
      response.status(400).json({ error: 'no key' });
      return;
    }
    const body = JSON.stringify(request.body);
    const known = answers.get(key);
    if (known && known.body !== body) {
      response.status(422).json({ error: 'another body' });
      return;
    }
    const answer = known ?? { body, id: answers.size + 1 };
    answers.set(key, answer);
    if (known) response.set('Idempotent-Replayed', 'true');
    response.status(201).json({ id: `ch_${answer.id}` });
  });
  app.get('/shops/:shop', (_request: ShopRequest, response: ShopResponse) => response.json({}));
  app.post('/hangs', () => undefined);
  return listening(http.createServer(app));
}

test('attempts of an Express service come into the log with their outcomes', async () => {
  const { uuid, api } = await newMerchant(door, ['ingest']);
  const observer = observeExpress({
    url: door.url,
    apiKey: String(api.secret),
    describe: (request) => ({ order_reference: String(request.headers['x-order']) }),
  });
  const service = new Api(await shop(observer), undefined);
  const charge = (body: object, key?: string) =>
    service.send(`~/shops/7/charges`, {
      method: 'POST',
      body,
      headers: { 'x-order': 'o-1', 'user-agent': 'shop/1', 'idempotency-key': key },
    });
  const key = newKey();
  const replies = [
    await charge({ b: 1, a: 'é' }, key),
    await charge({ b: 1, a: 'é' }, `"${key}"`),
    await charge({ b: 2 }, key),
    await charge({ b: 2 }),
    await service.send('~/shops/7'),
    await service.send('~/nowhere', { method: 'POST', body: {} }),
  ];
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 422, 400, 200, 404]);
  const gone = service.send('~/hangs', {
    method: 'POST',
    body: {},
    signal: AbortSignal.timeout(200),
  });
  await expect(gone).rejects.toThrow();
  const seen = () => observer.figures().reported + observer.figures().waiting;
  await vi.waitFor(() => expect(seen()).toBe(5), TAKEN);
  expect(await observer.close(30_000)).toEqual({
    reported: 5,
    rejected: 0,
    dropped: 0,
    waiting: 0,
  });
  const attempts = await attemptsOf(uuid);
  expect(attempts.map(({ outcome }) => outcome)).toEqual([
    'executed',
    'replayed',
    'payload_conflict',
    'key_missing',
    'response_undelivered',
  ]);
  expect(attempts[0]?.record).toMatchObject({
    source: 'observed',
    operation: 'POST /shops/:shop/charges',
    idempotency_key: key,
    http_status: 201,
    fingerprint: hash('sha256', '{"a":"é","b":1}', 'hex'),
    order_reference: 'o-1',
    ip: '127.0.0.1',
    user_agent: 'shop/1',
  });
});

test('while Onceover is away answers do not wait, and each attempt is taken once when it is back', async () => {
  const { uuid, api } = await newMerchant(door, ['ingest']);
  let away = true;
  let lost = 0;
  // Between the service and Onceover: refuses, then loses an answer, then lets all through.
  const between = http.createServer(async (request, response) => {
    const body = [];
    for await (const chunk of request) body.push(chunk);
    if (away) {
      response.socket?.destroy();
      return;
    }
    const { headers } = request;
    const taken = await api.post('/observations', Buffer.concat(body), {
      authorization: headers.authorization,
    });
    lost += 1;
    if (lost === 1) response.socket?.destroy();
    else response.writeHead(taken.status).end(taken.text);
  });
  const troubles: string[] = [];
  const observer = observeExpress({
    url: await listening(between),
    apiKey: String(api.secret),
    waitingMax: 20,
    onTrouble: (reason) => {
      troubles.push(reason);
      throw new Error('a listener that fails');
    },
  });
  const service = new Api(await shop(observer), undefined);
  for (let count = 0; count < 30; count += 1) {
    expect((await service.keyed('~/shops/7/charges', {})).status).toBe(201);
  }
  await vi.waitFor(
    () => expect(observer.figures()).toMatchObject({ waiting: 20, dropped: 10 }),
    TAKEN,
  );
  away = false;
  await vi.waitFor(
    () => expect(observer.figures()).toMatchObject({ waiting: 0, dropped: 10 }),
    TAKEN,
  );
  expect(await observer.close()).toEqual({ reported: 20, rejected: 0, dropped: 10, waiting: 0 });
  expect(lost).toBeGreaterThanOrEqual(2);
  expect(await outcomesOf(uuid)).toEqual({ executed: 20 });
  expect(new Set(troubles)).toEqual(
    new Set(['the queue of observations is full', 'Onceover does not answer']),
  );
});

test('what cannot be described or is refused costs the service nothing, and is counted', async () => {
  const { uuid, api } = await newMerchant(door, ['ingest']);
  let described = 0;
  const observer = observeExpress({
    url: door.url,
    apiKey: String(api.secret),
    describe: () => {
      described += 1;
      if (described === 1) throw new Error('no description');
      if (described === 2) return null;
      if (described === 3) return { amount: 'many' };
      // What makes the whole report ambiguous JSON.
      if (described === 4) return { amount: 2 ** 53 + 2, resource_id: '\uD800' };
      return {};
    },
  });
  const service = new Api(await shop(observer), undefined);
  for (let count = 0; count < 5; count += 1) {
    expect((await service.keyed('~/shops/7/charges', {})).status).toBe(201);
  }
  expect(await observer.close(30_000)).toEqual({
    reported: 1,
    rejected: 2,
    dropped: 1,
    waiting: 0,
  });
  expect(await outcomesOf(uuid)).toEqual({ executed: 1 });
});

test('what still waits at the end is counted, and the end is in time', async () => {
  const dead = http.createServer((request) => request.socket.destroy());
  const observer = observeExpress({ url: await listening(dead), apiKey: 'x'.repeat(40) });
  const service = new Api(await shop(observer), undefined);
  expect((await service.keyed('~/shops/7/charges', {})).status).toBe(201);
  await vi.waitFor(() => expect(observer.figures().waiting).toBe(1), TAKEN);
  const startedAtMs = performance.now();
  expect(await observer.close(500)).toEqual({ reported: 0, rejected: 0, dropped: 1, waiting: 0 });
  expect(performance.now() - startedAtMs).toBeLessThan(5_000);
});
