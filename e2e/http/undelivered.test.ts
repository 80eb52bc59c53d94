import { describe, expect, test } from 'vitest';
import { pause } from '../app-process';
import { type Api, newKey, payment } from './api';
import { doors, newMerchant } from './doors';
import { RawSocket, rawRequest } from './raw-socket';
import { attemptsOf, effectsOf, eventsOf, outcomesOf, whileKeyIsHeld } from './remains';

function paymentRequest(api: Api, key: string, ...lines: readonly string[]): string {
  const body = JSON.stringify(payment());
  const head = [
    'POST /api/v1/payments HTTP/1.1',
    'Host: onceover.test',
    `Authorization: Bearer ${api.secret}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `Idempotency-Key: ${key}`,
    ...lines,
  ];
  return rawRequest(head, body);
}

describe.each(doors)('$name: a client that is gone before its answer', (door) => {
  test('leaves a second event that names the request; its retry gets the one result', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    await whileKeyIsHeld(uuid, key, async (awaited) => {
      const socket = await RawSocket.open(door.url);
      socket.write(paymentRequest(api, key));
      await awaited();
      socket.destroy();
      await pause(300);
    });
    await expect
      .poll(() => outcomesOf(uuid), { timeout: 30_000 })
      .toEqual({ executed: 1, response_undelivered: 1 });
    const events = await attemptsOf(uuid);
    const executed = events.find(({ outcome }) => outcome === 'executed');
    const undelivered = events.find(({ outcome }) => outcome === 'response_undelivered');
    expect(undelivered?.record).toMatchObject({
      undelivered_request: `req_${String(executed?.record.request_id).replaceAll('-', '')}`,
      undelivered_status: 201,
      idempotency_key: key,
    });
    const retry = await api.pay(payment(), key);
    expect(retry.status).toBe(201);
    expect(retry.headers['idempotent-replayed']).toBe('true');
    expect(retry.json.id).toBe(executed?.record.resource_id);
    expect(await effectsOf(uuid)).toMatchObject({ payments: 1, keys: 1 });
  });

  test('leaves it for a refusal as well', async () => {
    const { api, uuid } = await newMerchant(door);
    const key = newKey();
    await whileKeyIsHeld(uuid, key, async (awaited) => {
      const socket = await RawSocket.open(door.url);
      socket.write(paymentRequest(api, key, 'Prefer: wait=3'));
      await awaited();
      socket.destroy();
      await expect
        .poll(() => outcomesOf(uuid), { timeout: 30_000 })
        .toEqual({ in_progress_conflict: 1, response_undelivered: 1 });
    });
  });

  test('while it is being written leaves it too', async () => {
    const { api, uuid } = await newMerchant(door);
    const payments = Array.from({ length: 1000 }, () => payment({ description: 'x'.repeat(930) }));
    const body = JSON.stringify({ payments });
    const request = rawRequest(
      [
        'POST /api/v1/payments/batch HTTP/1.1',
        'Host: onceover.test',
        `Authorization: Bearer ${api.secret}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Idempotency-Key: unread',
      ],
      body,
    );
    const socket = await RawSocket.open(door.url);
    socket.stopReading();
    // More answers than the kernel takes for somebody who does not read.
    for (let count = 0; count < 8; count += 1) socket.write(request);
    await expect.poll(async () => (await outcomesOf(uuid)).executed, { timeout: 30_000 }).toBe(1);
    await pause(2500);
    socket.destroy();
    await expect
      .poll(async () => (await outcomesOf(uuid)).response_undelivered, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(1);
    expect(await outcomesOf(uuid)).toMatchObject({ executed: 1 });
  });

  test('is told apart from one that has read its answer and goes', async () => {
    const { api, uuid } = await newMerchant(door);
    for (let round = 0; round < 10; round += 1) {
      const socket = await RawSocket.open(door.url);
      socket.write(paymentRequest(api, newKey()));
      while (!socket.text.includes('"created_at"')) await pause(5);
      await pause(20);
      socket.destroy();
    }
    const closing = await api.keyed('/payments', payment(), newKey(), { connection: 'close' });
    expect(await eventsOf(closing.requestId)).toHaveLength(1);
    await pause(500);
    expect(await outcomesOf(uuid)).toEqual({ executed: 11 });
  });
});
