import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { pause } from '../app-process';
import { type Api, expectProblem, newKey, payment } from './api';
import { doors, newMerchant } from './doors';
import { RawSocket, rawRequest, sendRaw } from './raw-socket';
import { attemptsOf, effectsOf, eventsOf, NOTHING } from './remains';

const LIMIT = 262_144;
const BODY = JSON.stringify(payment());

function head(api: Api, ...lines: readonly string[]): string[] {
  return [
    'POST /api/v1/payments HTTP/1.1',
    'Host: onceover.test',
    `Authorization: Bearer ${api.secret}`,
    'Content-Type: application/json',
    `Idempotency-Key: ${newKey()}`,
    ...lines,
  ];
}

function paymentOfBytes(bytes: number): string {
  return BODY + ' '.repeat(bytes - Buffer.byteLength(BODY));
}

describe.each(doors)('$name: a body', (door) => {
  test('of exactly the limit is taken, one byte more is not, announced or in chunks', async () => {
    const { api, uuid } = await newMerchant(door);
    expect((await api.pay(paymentOfBytes(LIMIT))).status).toBe(201);
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    const key = newKey();
    for (const headers of [{}, chunked]) {
      const reply = await api.keyed('/payments', paymentOfBytes(LIMIT + 1), key, headers);
      expectProblem(reply, 'payload-too-large');
      expect(await eventsOf(reply.requestId)).toMatchObject([{ outcome: 'too_large' }]);
    }
    expect((await api.keyed('/payments', paymentOfBytes(LIMIT), key, chunked)).status).toBe(201);
    expect(await effectsOf(uuid)).toMatchObject({ payments: 2 });
  });

  test('of a batch may be four times as large', async () => {
    const { api } = await newMerchant(door);
    const batch = JSON.stringify({ payments: [payment()] });
    const fill = (bytes: number) => batch + ' '.repeat(bytes - batch.length);
    expect((await api.keyed('/payments/batch', fill(4 * LIMIT))).status).toBe(201);
    expectProblem(await api.keyed('/payments/batch', fill(4 * LIMIT + 1)), 'payload-too-large');
    expectProblem(await api.keyed('/jobs', fill(LIMIT + 1)), 'payload-too-large');
  });

  test('announced with 100 MB is refused before it is sent', async () => {
    const { api, uuid } = await newMerchant(door);
    const reply = await sendRaw(door.url, rawRequest(head(api, 'Content-Length: 104857600'), BODY));
    expect(reply.status).toBe(413);
    expect(reply.text).toContain('/problems/payload-too-large');
    expect(reply.closed).toBe(true);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('without end is cut off near the limit', async () => {
    const { api, uuid } = await newMerchant(door);
    const socket = await RawSocket.open(door.url);
    socket.write(rawRequest(head(api, 'Transfer-Encoding: chunked')));
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    for (let sent = 0; sent < 64 && !socket.text; sent += 1) {
      socket.write(chunk);
      await pause(5);
    }
    expect((await socket.reply()).status).toBe(413);
    socket.destroy();
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('shorter than announced has no effect when the client goes', async () => {
    const { api, uuid } = await newMerchant(door);
    const socket = await RawSocket.open(door.url);
    socket.write(rawRequest(head(api, `Content-Length: ${BODY.length + 1}`), BODY));
    await pause(200);
    expect(socket.text).toBe('');
    socket.destroy();
    // The attempt is remembered; it was no fault of ours.
    await expect
      .poll(() => attemptsOf(uuid), { timeout: 30_000 })
      .toMatchObject([{ outcome: 'invalid_json', record: { http_status: 400 } }]);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('longer than announced ends where it was announced to end', async () => {
    const { api, uuid } = await newMerchant(door);
    const lines = head(api, `Content-Length: ${BODY.length}`);
    const reply = await sendRaw(door.url, rawRequest(lines, `${BODY}{"amount":1}`));
    // What follows is no request: Node may say so before the first one is decided.
    expect([201, 400]).toContain(reply.status);
    const { payments, keys } = await effectsOf(uuid);
    expect(payments).toBeLessThanOrEqual(1);
    expect(keys).toBe(payments);
  });

  test('that comes byte by byte is read like any other', async () => {
    const { api } = await newMerchant(door);
    const socket = await RawSocket.open(door.url);
    socket.write(rawRequest(head(api, `Content-Length: ${BODY.length}`, 'Connection: close')));
    for (const byte of BODY) {
      socket.write(byte);
      await pause(4);
    }
    expect((await socket.reply()).status).toBe(201);
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/json; charset=latin1'],
    ['application/json; charset=utf-16'],
    ['application/jsonp'],
    ['application/problem+json'],
    ['text/json'],
    [''],
    [undefined],
  ])('of type %s is 415', async (type) => {
    const { api, uuid } = await newMerchant(door);
    const reply = await api.keyed('/payments', BODY, newKey(), { 'content-type': type });
    expectProblem(reply, 'unsupported-media-type');
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test.each([
    ['application/json;charset=utf-8'],
    ['Application/JSON; Charset="UTF-8"'],
    ['application/json;'],
    ['application/json; charset=utf8'],
  ])('of type %s is taken', async (type) => {
    const { api } = await newMerchant(door);
    const reply = await api.keyed('/payments', BODY, newKey(), { 'content-type': type });
    expect(reply.status, reply.text).toBe(201);
  });

  test('that is a gzip bomb is 415, without being opened', async () => {
    const { api } = await newMerchant(door);
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, identity']) {
      const headers = { 'content-encoding': encoding };
      const reply = await api.keyed('/payments', bomb.subarray(0, 60_000), newKey(), headers);
      expectProblem(reply, 'unsupported-media-type');
    }
  });
});

describe.each(doors)('$name: a request that two servers could read in two ways', (door) => {
  const chunk = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
  test.each([
    ['both lengths', ['Content-Length: 5', 'Transfer-Encoding: chunked'], chunk],
    ['two different lengths', ['Content-Length: 5', `Content-Length: ${BODY.length}`], BODY],
    ['a list of lengths', [`Content-Length: 5, ${BODY.length}`], BODY],
    ['a space before the colon', [`Content-Length : ${BODY.length}`], BODY],
    ['a length with a sign', [`Content-Length: +${BODY.length}`], BODY],
    ['a length in hexadecimal', [`Content-Length: 0x${BODY.length.toString(16)}`], BODY],
    ['an unknown transfer coding', ['Transfer-Encoding: xchunked'], chunk],
    ['chunked that is not last', ['Transfer-Encoding: chunked, identity'], chunk],
    ['a bad chunk size', ['Transfer-Encoding: chunked'], `zz\r\n${BODY}\r\n0\r\n\r\n`],
    [
      'a bare line feed in a chunk size',
      ['Transfer-Encoding: chunked'],
      chunk.replace('\r\n', '\n'),
    ],
    ['a folded header', [`X-Fold: a\r\n b`, 'Transfer-Encoding: chunked, x'], chunk],
    ['a bare carriage return', [`X-Bare: a\rContent-Length: ${BODY.length}`], BODY],
    ['a NUL in a header', [`X-Nul: a\0b`, `Content-Length: ${BODY.length}`], BODY],
    ['an empty header name', [`: x`, `Content-Length: ${BODY.length}`], BODY],
  ])('(%s) is refused and its connection closed', async (_, lines, body) => {
    const { api, uuid } = await newMerchant(door);
    const smuggled = rawRequest(head(api, `Content-Length: ${BODY.length}`), BODY);
    const reply = await sendRaw(door.url, rawRequest(head(api, ...lines), body + smuggled));
    expect(reply.closed).toBe(true);
    expect([0, 400, 501]).toContain(reply.status);
    expect(reply.answers).toBeLessThanOrEqual(1);
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('injects no header through a key, a path or a query', async () => {
    const { api } = await newMerchant(door);
    const injected = '%0d%0aSet-Cookie:%20a=b';
    for (const path of [`/payments/${injected}`, `/payments?cursor=${injected}`, `/x${injected}`]) {
      const reply = await api.get(path);
      expect(reply.status).toBeLessThan(500);
      expect(reply.headers).not.toHaveProperty('set-cookie');
    }
  });
});
