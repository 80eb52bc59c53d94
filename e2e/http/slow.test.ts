import { describe, expect, test, vi } from 'vitest';
import { pause } from '../app-process';
import { payment } from './api';
import { doors, fromNewAddress, newMerchant, operator } from './doors';
import { RawSocket, rawRequest } from './raw-socket';
import { floodEventsOf } from './remains';

const FLOOD = 60;
/** A flood's window; its count is written soon after. */
const WINDOW_MS = 60_000;
const LATE_MS = 40_000;

/** What takes its time: all at once, beside the other files. */
describe.concurrent('in time', () => {
  test.each(doors)(
    '$name: of a flood the first 20 have an event each, the rest one that counts',
    async (door) => {
      const { api, uuid } = await newMerchant(door);
      const address = fromNewAddress();
      const nobody = { ...address, authorization: 'Bearer SecretSecretSecretSecretSecretSecret' };
      // Connections and policies are there before the flood: on a slow machine they take their time.
      await Promise.all(Array.from({ length: 5 }, () => api.pay()));
      const startedAtMs = Date.now();
      const replies = await Promise.all(
        Array.from({ length: FLOOD }, (_, index) =>
          index % 2 === 0
            ? api.keyed('/payments', payment(), 'bad key')
            : operator(door).keyed('/payments', payment(), 'key', nobody),
        ),
      );
      const floodedMs = Date.now() - startedAtMs;
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([400, 401]));
      await pause(WINDOW_MS);
      for (const [outcome, where] of [
        ['key_invalid', { merchantId: uuid }],
        ['unauthenticated', { ip: address['x-forwarded-for'] }],
      ] as const) {
        const found = async () => {
          const events = await floodEventsOf(outcome, where);
          return { events, counted: events.filter(({ record }) => 'count' in record) };
        };
        const { events, counted } = await vi.waitFor(
          async () => {
            const all = await found();
            expect(all.counted).toHaveLength(1);
            return all;
          },
          { timeout: LATE_MS, interval: 500 },
        );
        expect([outcome, events.length]).toEqual([outcome, 21]);
        const record = counted[0]?.record ?? {};
        expect(record.count).toBe(FLOOD / 2 - 20);
        const first = Number(record.first_ms_before);
        const last = Number(record.last_ms_before);
        expect(first - last).toBeGreaterThanOrEqual(0);
        expect(first - last).toBeLessThanOrEqual(floodedMs);
        expect(last).toBeLessThan(WINDOW_MS + LATE_MS);
        expect(JSON.stringify(events)).not.toContain('Secret');
        expect(JSON.stringify(events)).not.toContain('bad key');
      }
    },
    180_000,
  );

  test('door two: headers that do not end get 408 within 45 seconds', async () => {
    const slow = await RawSocket.open(doors[1]?.url ?? '');
    slow.write('POST /api/v1/payments HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => slow.write('X-Slow: 1\r\n'), 1000);
    const reply = await slow.reply(45_000);
    clearInterval(drip);
    expect(reply).toMatchObject({ closed: true, status: 408 });
  }, 60_000);

  test('door two: a body that does not end is cut off within 65 seconds', async () => {
    const door = doors[1] as (typeof doors)[number];
    const { api } = await newMerchant(door);
    const slow = await RawSocket.open(door.url);
    slow.write(
      rawRequest([
        'POST /api/v1/payments HTTP/1.1',
        'Host: x',
        `Authorization: Bearer ${api.secret}`,
        'Content-Type: application/json',
        'Content-Length: 1000',
      ]),
    );
    const drip = setInterval(() => slow.write(' '), 1000);
    const reply = await slow.reply(65_000);
    clearInterval(drip);
    expect(reply.closed).toBe(true);
    expect([0, 408]).toContain(reply.status);
  }, 90_000);
});
