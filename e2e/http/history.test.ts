import { beforeAll, describe, expect, test } from 'vitest';
import type { Api, Json, Reply } from './api';
import { doors } from './doors';
import { KEY, MICROSECONDS, makeHistory, member, ok } from './history-fixture';

const encoded = encodeURIComponent;

describe.each(doors)('$name: the history', (door) => {
  let api: Api;
  let paid: Reply;
  let conflict: Reply;
  let keyId: string;
  let all: readonly Json[];
  beforeAll(async () => {
    ({ api, paid, conflict, keyId, attempts: all } = await makeHistory(door));
  });

  test('events are the log of the merchant, newest first, with all that they tell', () => {
    expect(member(all, 'outcome')).toEqual([
      'executed',
      'executed',
      'invalid_request',
      'payload_conflict',
      'replayed',
      'executed',
    ]);
    expect(all.at(-1)).toMatchObject({
      object: 'event',
      id: paid.requestId.replace('req_', 'evt_'),
      kind: 'attempt',
      source: 'ingest',
      operation: 'payments',
      idempotency_key: KEY,
      generation: 1,
      http_status: 201,
      resource_id: paid.json.id,
      amount: 1999,
      currency: 'EUR',
      customer_reference: 'cus_http',
      order_reference: 'ord_17',
      provider_reference: 'psp_17',
      last4: '4242',
      metadata: { shop: 'eu' },
      client_id: expect.stringMatching(/^key_/),
      ip: '198.51.100.17',
      user_agent: 'till/1',
      request_id: paid.requestId,
      policy_version: 0,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      leaf_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      occurred_at: expect.stringMatching(MICROSECONDS),
      recorded_at: expect.stringMatching(MICROSECONDS),
    });
    expect(all[3]).toMatchObject({
      changed_pointers: ['/amount'],
      first_request_id: expect.stringContaining('req_'),
      key_id: keyId,
    });
  });

  test('following the log from 0 gives it gap-free and oldest first', async () => {
    const seqs: unknown[] = [];
    for (let after = 0, more = true; more; ) {
      const { data } = await ok(api.get(`/events?after_seq=${after}&limit=3`));
      seqs.push(...member(data, 'seq'));
      after = Number(data.at(-1)?.seq ?? after);
      more = data.length === 3;
    }
    expect(seqs.length).toBeGreaterThanOrEqual(7);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    const page = await ok(api.get('/events?after_seq=1&limit=2'));
    const next = await ok(api.get(`/events?limit=2&cursor=${page.next_cursor}`));
    expect([...member(page.data, 'seq'), ...member(next.data, 'seq')]).toEqual([2, 3, 4, 5]);
  });

  test.each([
    ['outcome=replayed', 1],
    ['operation=refunds', 1],
    ['status=422', 2],
    ['customer_reference=cus_http&operation=payments', 3],
    ['order_reference=ord_17', 3],
    ['provider_reference=psp_17', 3],
    ['amount_min=6&amount_max=2000', 2],
    ['currency=JPY', 0],
    ['last4=4242', 3],
    ['metadata[shop]=eu', 3],
    ['ip=198.51.100.17', 1],
    ['user_agent=till/1', 1],
    ['kind=attempt&from=2026-01-01T00:00:00Z', 6],
    ['kind=attempt&to=2026-01-01T00:00:00Z', 0],
  ])('events filtered by %s', async (filter, count) => {
    const reply = await api.get(`/events?${filter}`);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json.data).toHaveLength(count);
  });

  test('events by request, key, key id and fingerprint are the same as one by one', async () => {
    const [event] = (await ok(api.get(`/events?request_id=${paid.requestId}`))).data;
    expect(event?.id).toBe(paid.requestId.replace('req_', 'evt_'));
    expect(await ok(api.get(`/events/${event?.id}`))).toEqual(event);
    for (const path of [
      `/events?key=${encoded(KEY)}`,
      `/events?key_id=${keyId}`,
      `/keys/${keyId}/events`,
    ]) {
      const { data } = await ok(api.get(path));
      expect(member(data, 'outcome'), path).toEqual(['payload_conflict', 'replayed', 'executed']);
    }
    const same = await ok(api.get(`/events?fingerprint=${event?.fingerprint}`));
    expect(member(same.data, 'outcome')).toEqual(['replayed', 'executed']);
    const paged = await ok(api.get(`/keys/${keyId}/events?limit=2`));
    const rest = await ok(api.get(`/keys/${keyId}/events?cursor=${paged.next_cursor}`));
    expect(member(rest.data, 'outcome')).toEqual(['executed']);
  });

  test('a key tells its story', async () => {
    const key = await ok(api.get(`/keys/${keyId}`));
    expect(key).toMatchObject({
      id: keyId,
      object: 'key',
      idempotency_key: KEY,
      state: 'completed',
      generation: 1,
      attempts: 3,
      replays: 1,
      conflicts: 1,
      source_count: 2,
      operation: 'payments',
      resource_id: paid.json.id,
      policy_version: 0,
      sources: [{ ip: '198.51.100.17', user_agent: 'till/1', attempts: 1 }, { attempts: 2 }],
      generations: [{ generation: 1, attempts: 3, replays: 1, conflicts: 1 }],
      first_event: { request_id: paid.requestId },
      last_event: { request_id: conflict.requestId },
    });
    // As the answer of the payment said, to the microsecond that the key's row has.
    expect(Date.parse(String(key.expires_at))).toBe(
      Date.parse(String(paid.headers['idempotency-key-expires'])),
    );
  });

  test.each([
    ['', 4],
    ['key_prefix=order', 1],
    ['has=conflicts', 1],
    ['has=replays&time=last_seen', 1],
    ['has=undelivered', 0],
    ['has=alerts', 0],
    ['state=completed', 3],
    ['state=unused', 1],
    ['state=expired', 0],
    ['state=in_progress&time=last_seen', 0],
    ['operation=jobs', 1],
    ['expiring_within=PT2H', 1],
    ['expiring_within=P2D', 3],
    ['customer_reference=cus_http', 1],
    ['ip=198.51.100.17', 1],
    ['user_agent=till/1&time=last_seen', 1],
    ['last4=4242', 1],
    ['currency=EUR&amount_min=1999&amount_max=1999', 1],
    ['metadata[shop]=eu', 1],
    ['from=2026-01-01T00:00:00Z', 4],
    ['to=2026-01-01T00:00:00Z&time=last_seen', 0],
  ])('keys filtered by %s', async (filter, count) => {
    const { data } = await ok(api.get(`/keys?${filter}`));
    expect(data).toHaveLength(count);
    expect(data.every(({ object }) => object === 'key')).toBe(true);
  });

  test('a key by the request of any of its attempts', async () => {
    const { data } = await ok(api.get(`/keys?request_id=${conflict.requestId}`));
    expect(member(data, 'id')).toEqual([keyId]);
  });
});
