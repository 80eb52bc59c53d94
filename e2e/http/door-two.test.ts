import { describe, expect, test } from 'vitest';
import { type Api, expectProblem, newKey, payment } from './api';
import { doors, newMerchant, operator } from './doors';
import { type RawReply, rawRequest, sendRaw } from './raw-socket';
import { effectsOf, NOTHING } from './remains';

/** What happens below the API's own messages is door two's alone. */
const door = doors[1] as (typeof doors)[number];
const BODY = JSON.stringify(payment());

function head(api: Api, ...lines: readonly string[]): string[] {
  return [
    'POST /api/v1/payments HTTP/1.1',
    'Host: onceover.test',
    `Authorization: Bearer ${api.secret}`,
    'Content-Type: application/json',
    ...lines,
    `Content-Length: ${BODY.length}`,
  ];
}

/** RFC 9457 without a type of ours, since the request never came as far as the API. */
function expectRefusal(reply: RawReply, status: number): void {
  expect({ status: reply.status, text: reply.text }).toEqual({ status, text: expect.any(String) });
  expect(reply).toMatchObject({ closed: true, answers: 1 });
  const [headers, body] = reply.text.split('\r\n\r\n') as [string, string];
  const requestId = /^request-id: (req_[0-9a-f]{32})$/im.exec(headers)?.[1];
  expect(headers).toMatch(/^content-type: application\/problem\+json$/im);
  expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, instance: requestId });
}

describe('door two refuses', () => {
  const short = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: x`);
  test.each([
    ['a header of 17 kB', [`X-Large: ${'x'.repeat(17_000)}`]],
    ['a cookie of 20 kB', [`Cookie: a=${'x'.repeat(20_000)}`]],
    ['500 headers', short(500)],
    ['a second key behind a thousand headers', [...short(1200), 'Idempotency-Key: other']],
  ])('%s with 431', async (_, lines) => {
    const { api, uuid } = await newMerchant(door);
    const all = head(api, `Idempotency-Key: ${newKey()}`, ...lines);
    expectRefusal(await sendRaw(door.url, rawRequest(all, BODY)), 431);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test.each([
    ['what is no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['a method that nobody knows', 'FROB /api/v1/payments HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a folded header', 'GET /api/v1/payments HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n'],
    ['a request without a host', 'GET /api/health/live HTTP/1.1\r\n\r\n'],
  ])('%s with 400', async (_, text) => {
    expectRefusal(await sendRaw(door.url, text), 400);
  });

  test('TRACE and CONNECT, and echoes nothing', async () => {
    const { api } = await newMerchant(door);
    for (const line of ['TRACE /api/v1/payments HTTP/1.1', 'CONNECT onceover.test:443 HTTP/1.1']) {
      const [, ...rest] = head(api, 'X-Echo: echoed', 'Connection: close');
      const reply = await sendRaw(door.url, rawRequest([line, ...rest]));
      expect([0, 400, 405, 501]).toContain(reply.status);
      expect(reply.text).not.toContain('echoed');
    }
  });
});

describe('door two', () => {
  test.each([
    ['~/docs', 200],
    ['~/problems/invalid-json', 200],
    ['~/problems/none-such', 404],
    ['~/none-such', 404],
    ['~/_next/image?url=x', 404],
    ['/api/v1/openapi.json', 200],
    ['/api/nowhere', 404],
  ])('answers %s with a Request-Id', async (path, status) => {
    const reply = await operator(door).get(path);
    expect(reply.status).toBe(status);
    expect(reply.requestId).toMatch(/^req_[0-9a-f]{32}$/);
  });

  test('takes an offer to upgrade for the plain request that it is, also after a page', async () => {
    expect((await operator(door).get('~/docs')).status).toBe(200);
    for (const upgrade of ['h2c', 'websocket']) {
      const { api, uuid } = await newMerchant(door);
      const lines = head(api, 'Idempotency-Key: upgrade', `Upgrade: ${upgrade}`);
      const text = rawRequest([...lines, 'Connection: Upgrade, close'], BODY);
      expect((await sendRaw(door.url, text)).status).toBe(201);
      expect(await effectsOf(uuid)).toMatchObject({ payments: 1 });
    }
  });

  test('takes a whole URL as a target, as proxies send it, and no path at all', async () => {
    const { api } = await newMerchant(door);
    const [, ...lines] = head(api, 'Idempotency-Key: whole', 'Connection: close');
    const line = 'POST http://onceover.test/api/v1/payments HTTP/1.1';
    expect((await sendRaw(door.url, rawRequest([line, ...lines], BODY))).status).toBe(201);
    const nowhere = await sendRaw(door.url, rawRequest(['OPTIONS * HTTP/1.1', ...lines], BODY));
    expect(nowhere.status).toBe(404);
  });

  test('lets a client that sends much too much read why it is refused', async () => {
    const { api, uuid } = await newMerchant(door);
    const huge = Buffer.alloc(20_000_000, ' ');
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    for (const headers of [{}, chunked]) {
      expectProblem(await api.keyed('/payments', huge, newKey(), headers), 'payload-too-large');
      const text = { ...headers, 'content-type': 'text/plain' };
      expectProblem(await api.keyed('/payments', huge, newKey(), text), 'unsupported-media-type');
    }
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });
});
