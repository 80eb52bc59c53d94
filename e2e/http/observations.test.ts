import { describe, expect, test } from 'vitest';
import { expectProblem } from './api';
import { doors, newMerchant, secondInstance, through } from './doors';
import { effectsOf, eventsOf, NOTHING } from './remains';

function observation(id: string, over: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    occurred_at: '2026-11-20T10:15:30.482913Z',
    operation: 'POST /charges',
    outcome: 'executed',
    ...over,
  };
}

describe.each(doors)('$name: observations', (door) => {
  test('are events of the merchant, with no effect of their own', async () => {
    const { uuid, api } = await newMerchant(door, ['ingest']);
    const reply = await api.post('/observations', {
      observations: [
        observation('a', { idempotency_key: 'k1', client_id: 'checkout-eu', ip: '198.51.100.7' }),
        observation('a'),
        observation('b', { amount: 0 }),
        observation('c', { outcome: 'payload_conflict' }),
      ],
    });
    expect(reply.status, reply.text).toBe(202);
    expect(reply.json).toEqual({
      accepted: 2,
      duplicates: 1,
      rejected: [{ index: 2, detail: '/amount: must be at least 1' }],
    });
    const events = await eventsOf(reply.requestId, 2);
    expect(events.map(({ outcome }) => outcome).sort()).toEqual(['executed', 'payload_conflict']);
    expect(events.find(({ outcome }) => outcome === 'executed')).toMatchObject({
      merchantId: uuid,
      record: {
        kind: 'attempt',
        source: 'observed',
        operation: 'POST /charges',
        idempotency_key: 'k1',
        client_id: 'checkout-eu',
        ip: '198.51.100.7',
      },
    });
    expect(await effectsOf(uuid)).toEqual(NOTHING);
  });

  test('reported at once to several instances are taken once', async () => {
    const { api } = await newMerchant(door, ['ingest']);
    const observations = Array.from({ length: 100 }, (_, index) => observation(`n${index}`));
    const replies = await Promise.all(
      [api, through(secondInstance, api), api, through(secondInstance, api)].map((each, index) =>
        each.post('/observations', {
          observations: index % 2 === 0 ? observations : [...observations].reverse(),
        }),
      ),
    );
    const accepted = replies.map(({ json }) => Number(json.accepted));
    expect(accepted.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(replies.map(({ json }) => Number(json.accepted) + Number(json.duplicates))).toEqual([
      100, 100, 100, 100,
    ]);
  });

  test('1,000 go in one report of up to four body limits, 1,001 do not', async () => {
    const { api } = await newMerchant(door, ['ingest']);
    const thousand = Array.from({ length: 1000 }, (_, index) =>
      observation(`n${index}`, { user_agent: 'x'.repeat(500) }),
    );
    const reply = await api.post('/observations', { observations: thousand });
    expect(reply.status, reply.text).toBe(202);
    expect(reply.json).toEqual({ accepted: 1000, duplicates: 0, rejected: [] });
    const more = [...thousand, observation('one more')].map(({ id }) => observation(id));
    expectProblem(await api.post('/observations', { observations: more }), 'invalid-request', [
      '/observations',
    ]);
    const large = await api.post('/observations', {
      observations: [observation('large', { body: 'x'.repeat(4 * 262_144) })],
    });
    expectProblem(large, 'payload-too-large');
  });

  test.each([
    ['{"observations":[{"id":"a","id":"b"}]}', 'invalid-json', []],
    ['{"observations":[{"id":"a\\u0000"}]}', 'invalid-json', []],
    ['{"observations":[{"amount":9007199254740993}]}', 'invalid-json', []],
    ['{"observations":[]}', 'invalid-request', ['/observations']],
    ['{"observations":[{}],"source":"x"}', 'invalid-request', ['/source']],
    ['[]', 'invalid-request', ['']],
  ] as const)('%s is refused as a whole', async (body, slug, pointers) => {
    const { api } = await newMerchant(door, ['ingest']);
    expectProblem(await api.post('/observations', body), slug, pointers);
  });
});
