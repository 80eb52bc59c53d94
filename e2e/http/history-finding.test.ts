import { beforeAll, describe, expect, test } from 'vitest';
import { type Api, expectProblem, type Json, newKey, payment } from './api';
import { doors, newApiKey, newMerchant, through } from './doors';
import { type History, KEY, MICROSECONDS, makeHistory, member, ok, until } from './history-fixture';

const encoded = encodeURIComponent;

describe.each(doors)('$name: finding in the history', (door) => {
  let history: History;
  let api: Api;
  let other: Api;
  beforeAll(async () => {
    history = await makeHistory(door);
    api = history.api;
    other = (await newMerchant(door, ['ingest', 'read', 'export'])).api;
  });

  test.each([
    ['/events?limit=0', '/limit'],
    ['/events?page=2', '/page'],
    ['/events?key_prefix=order', '/key_prefix'],
    ['/events?merchant=mer_1', '/merchant'],
    ['/events?kind=other', '/kind'],
    ['/events?outcome=Executed', '/outcome'],
    ['/events?status=20', '/status'],
    ['/events?key_id=order-1', '/key_id'],
    ['/events?request_id=1', '/request_id'],
    ['/events?after_seq=-1', '/after_seq'],
    ['/events?after_seq=1&cursor=x', '/after_seq'],
    ['/events?cursor=x', '/cursor'],
    ['/events?from=yesterday', '/from'],
    ['/events?amount_min=1e3', '/amount_min'],
    ['/events?last4=12', '/last4'],
    ['/keys?state=done', '/state'],
    ['/keys?has=everything', '/has'],
    ['/keys?time=created', '/time'],
    ['/keys?expiring_within=soon', '/expiring_within'],
    ['/keys?expiring_within=PT0S', '/expiring_within'],
    ['/keys?key=', '/key'],
    ['/keys?cursor=AAAA', '/cursor'],
    ['/keys?merchant=mer_1', '/merchant'],
    ['/lookup', '/q'],
    ['/lookup?q=', '/q'],
    ['/lookup?q=a&kind=key', '/kind'],
    ['/stats/traffic?step=PT7M', '/step'],
    ['/stats/traffic?step=PT1M&from=2026-01-01T00:00:00Z', '/from'],
    ['/stats/traffic?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '/from'],
    ['/stats/breakdown', '/by'],
    ['/stats/breakdown?by=amount', '/by'],
    ['/stats/expiry?to=never', '/to'],
    ['/stats/store?of=all', '/of'],
    ['/stats/conflicts?by=pointer', '/by'],
    ['/conflicts?group=1', '/group'],
    ['/conflicts?outcome=executed', '/outcome'],
    ['/reuses?retention=long', '/retention'],
    ['/reuses?cursor=AAAA', '/cursor'],
    ['/stats/what-if?retention=PT0S', '/retention'],
    ['/stats/what-if?retention=P101Y', '/retention'],
    ['/annotations?at=now', '/at'],
    ['/audit/access?who=me', '/who'],
  ])('%s is 422', async (path, pointer) => {
    expectProblem(await api.get(path), 'invalid-request', [pointer]);
  });

  test('no text, however strange, is a fault', async () => {
    for (const text of ['%\'"\\;--', '\u{1f4b6}', '%ff', 'a'.repeat(512)].map((raw) =>
      raw === '%ff' ? raw : encoded(raw),
    )) {
      for (const path of [
        `/lookup?q=${text}`,
        `/events?customer_reference=${text}&metadata[${text}]=${text}`,
        `/keys?ip=${text}`,
        `/keys?key_prefix=${text.slice(0, 240)}`,
        `/audit/access?reason=${text}`,
      ]) {
        const { status, text: answer } = await api.get(path);
        expect([200, 422], `${path} ${answer}`).toContain(status);
      }
    }
  });

  test('a cursor holds for its own list only, and on the other door too', async () => {
    const page = await ok(api.get('/events?limit=1&operation=payments'));
    const cursor = String(page.next_cursor);
    const last = cursor.at(-1) === 'A' ? 'B' : 'A';
    for (const [client, path] of [
      [api, `/events?operation=payments&cursor=${cursor.slice(0, -1)}${last}`],
      [api, `/events?operation=refunds&cursor=${cursor}`],
      [api, `/events?cursor=${cursor}`],
      [api, `/keys?cursor=${cursor}`],
      [api, `/audit/access?cursor=${cursor}`],
      [api, `/keys/${history.keyId}/events?cursor=${cursor}`],
      [other, `/events?operation=payments&cursor=${cursor}`],
    ] as const) {
      expectProblem(await client.get(path), 'invalid-request', ['/cursor']);
    }
    for (const each of doors) {
      const path = `/events?limit=1&operation=payments&cursor=${cursor}`;
      const next = await ok(through(each, api).get(path));
      expect(Number(next.data[0]?.seq)).toBeLessThan(Number(page.data[0]?.seq));
    }
  });

  test('nobody else sees any of it', async () => {
    const event = history.paid.requestId.replace('req_', 'evt_');
    for (const path of [
      `/keys/${history.keyId}`,
      `/keys/${history.keyId}/events`,
      `/events/${event}`,
    ]) {
      expect((await api.get(path)).status, path).toBe(200);
      expectProblem(await other.get(path), 'not-found');
    }
    for (const path of [
      `/keys?key=${encoded(KEY)}`,
      '/keys?key_prefix=order',
      '/events?kind=attempt',
      `/events?request_id=${history.paid.requestId}`,
      `/events?key_id=${history.keyId}`,
      `/lookup?q=${history.paid.json.id}`,
      `/lookup?q=${history.keyId}`,
      '/lookup?q=ord_17',
    ]) {
      expect((await ok(other.get(path))).data, path).toEqual([]);
    }
    for (const path of [
      '/keys/ikey_1',
      '/keys/x/events',
      '/events/evt_',
      `/events/${history.keyId}`,
    ]) {
      expectProblem(await api.get(path), 'not-found');
    }
    const writer = await newApiKey(door, history.merchant.id, ['ingest']);
    for (const path of ['/keys', '/events', '/lookup?q=a', '/stats/traffic', '/audit/access']) {
      expectProblem(await writer.get(path), 'forbidden');
    }
  });

  test('whatever has a name is found by it', async () => {
    const what = async (text: string) => {
      const { data } = await ok(api.get(`/lookup?q=${encoded(text)}`));
      for (const { href } of data) {
        const { status } = await api.get(String(href));
        expect(status, String(href)).toBe(200);
      }
      return member(data, 'what');
    };
    expect(await what(history.paid.json.id)).toEqual(['payment']);
    expect(await what(history.refund.json.id)).toEqual(['refund']);
    expect(await what(history.paid.requestId)).toEqual(['request']);
    expect(await what(history.paid.requestId.replace('req_', 'evt_'))).toEqual(['event']);
    expect(await what(history.keyId)).toEqual(['key']);
    expect(await what(KEY)).toEqual(['key']);
    expect(await what('cus_http')).toEqual(['customer']);
    expect(await what('ord_17')).toEqual(['order']);
    expect(await what('psp_17')).toEqual(['provider_reference']);
    expect(await what(history.merchant.id)).toEqual(['merchant']);
    expect(await what(String(history.attempts.at(-1)?.client_id))).toEqual(['api_key']);
    expect(await what(newKey())).toEqual([]);
  });

  test('what belongs to one key names it; what belongs to none or several names none', async () => {
    const keyOf = async (text: string) =>
      member((await ok(api.get(`/lookup?q=${encoded(text)}`))).data, 'key_id');
    for (const text of [
      history.paid.json.id,
      history.paid.requestId,
      history.paid.requestId.replace('req_', 'evt_'),
      history.conflict.requestId,
      history.keyId,
      KEY,
    ]) {
      expect(await keyOf(text), text).toEqual([history.keyId]);
    }
    const [refundKey] = await keyOf(history.refund.json.id);
    expect(refundKey).toMatch(/^ikey_/);
    expect(refundKey).not.toBe(history.keyId);
    expect(await keyOf('cus_http')).toEqual([null]);
    // Who looks for a name leaves it in the log, and nobody is called so for that.
    const unknown = newKey();
    expect(await keyOf(unknown)).toEqual([]);
    await until(api, `/audit/access?customer=${unknown}`, ({ data }) => data.length > 0);
    expect(await keyOf(unknown)).toEqual([]);
    expect(await keyOf(history.merchant.id)).toEqual([null]);
  });

  test("a record of a batch names its own key, the batch's request none", async () => {
    const keys = [newKey(), newKey()];
    const records = keys.map((key) => ({ ...payment(), idempotency_key: key }));
    const { json, requestId } = await other.post('/payments/batch', { payments: records });
    const ids = (json.results as Json[]).map(({ body }) => String(Object(body).id));
    const path = (key = '') => `/lookup?q=${encoded(key)}`;
    await until(other, path(keys[1]), ({ data }) => data.length === 1);
    for (const [index, id] of ids.entries()) {
      const [named] = (await ok(other.get(path(keys[index])))).data;
      expect((await ok(other.get(path(id)))).data).toMatchObject([
        { what: 'payment', key_id: named?.key_id },
      ]);
    }
    const [request] = (await ok(other.get(path(requestId)))).data;
    expect(request).toMatchObject({ what: 'request', key_id: null });
  });

  test('a request that was refused before it had a key is found as its event', async () => {
    const { requestId } = await other.post('/payments', payment());
    const { data } = await until(other, `/lookup?q=${requestId}`, (found) => found.data.length > 0);
    const id = requestId.replace('req_', 'evt_');
    expect(data).toEqual([{ what: 'event', id, href: `/api/v1/events/${id}`, key_id: null }]);
    expect(await ok(other.get(`/events/${id}`))).toMatchObject({ outcome: 'key_missing' });
  });

  test('an export is found by its id, by its own merchant', async () => {
    const made = await other.post('/exports', { kind: 'keys', format: 'csv' });
    const id = String(made.json.id);
    expect((await ok(other.get(`/lookup?q=${id}`))).data).toMatchObject([
      { what: 'export', id, key_id: null },
    ]);
    expect((await ok(other.get(`/exports/${id}`))).id).toBe(id);
    expect((await ok(api.get(`/lookup?q=${id}`))).data).toEqual([]);
  });

  test('traffic has every attempt in its step, and every step', async () => {
    for (const step of ['PT1M', 'PT5M', 'PT1H']) {
      const traffic = await ok(api.get(`/stats/traffic?step=${step}`));
      const total: Record<string, number> = {};
      for (const { outcomes } of traffic.data) {
        for (const [outcome, count] of Object.entries(outcomes as Record<string, number>)) {
          total[outcome] = (total[outcome] ?? 0) + count;
        }
      }
      expect(total).toEqual({ executed: 3, replayed: 1, payload_conflict: 1, invalid_request: 1 });
      expect(traffic.total, step).toMatchObject({ attempts: 6, prevented: { EUR: 1999 } });
      const times = traffic.data.map(({ at }) => Date.parse(String(at)));
      const gaps = new Set(times.slice(1).map((at, index) => at - Number(times[index])));
      expect(gaps.size).toBe(1);
      expect(traffic.data.some(({ amounts }) => (amounts as { EUR?: number }).EUR === 1999)).toBe(
        true,
      );
    }
  });

  test('breakdowns tell what is behind the attempts', async () => {
    const by = async (query: string) => (await ok(api.get(`/stats/breakdown?${query}`))).data;
    expect(await by('by=outcome&operation=payments')).toMatchObject([
      { value: 'executed', attempts: 1, customers: 1, amounts: { EUR: 1999 } },
      { value: 'invalid_request', attempts: 1 },
      { value: 'payload_conflict', attempts: 1, amounts: { EUR: 5 } },
      { value: 'replayed', attempts: 1 },
    ]);
    expect(await by('by=pointer')).toMatchObject([{ value: '/amount', attempts: 1, customers: 1 }]);
    expect(await by('by=ip&user_agent=till/1')).toMatchObject([
      { value: '198.51.100.17', attempts: 1, first_seen: expect.stringMatching(MICROSECONDS) },
    ]);
    expect(await by(`by=client_id&key_id=${history.keyId}`)).toMatchObject([{ attempts: 3 }]);
    expect(await by('by=operation&to=2026-01-01T00:00:00Z')).toEqual([]);
  });

  test('what expires is counted in its hour', async () => {
    const { data } = await ok(api.get('/stats/expiry'));
    const keys = data.map((hour) => Number(hour.keys));
    expect(keys.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(data.length).toBeGreaterThanOrEqual(7 * 24);
    const soon = keys.slice(0, 3).reduce((sum, count) => sum + count, 0);
    expect(soon).toBe(1);
  });

  test('who read and changed what is listed, and found by who, what and why', async () => {
    const read = await api.get(`/payments/${history.paid.json.id}`);
    const changed = await until(
      api,
      '/audit/access?action=policy.changed&reason=ticket%201138',
      ({ data }) => data.length === 1,
    );
    expect(changed.data[0]).toMatchObject({
      kind: 'system',
      outcome: 'policy.changed',
      action: 'policy.changed',
      actor: history.attempts.at(-1)?.client_id,
      reason: 'Ticket 1138: short jobs',
      after: expect.anything(),
    });
    const subject = `/audit/access?subject=${history.paid.json.id}&customer=cus_http`;
    await until(api, subject, ({ data }) => member(data, 'request_id').includes(read.requestId));
    for (const [query, none] of [
      [`actor=${history.attempts.at(-1)?.client_id}`, false],
      ['actor=key_x', true],
      ['role=nobody', true],
      ['subject=payment', false],
      ['to=2026-01-01T00:00:00Z', true],
      ['reason=%25', true],
    ] as const) {
      const { data } = await ok(api.get(`/audit/access?${query}`));
      expect(data.length === 0, query).toBe(none);
      expect(data.every(({ kind }) => kind === 'system')).toBe(true);
    }
  });
});
