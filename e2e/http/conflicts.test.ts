import { beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../app-process';
import { DAY_MS } from '../boundary';
import { type Api, expectProblem, type Json, payment } from './api';
import { doors, type Merchant, newApiKey, newMerchant } from './doors';
import { member, ok, until } from './history-fixture';
import { newPerson, signIn } from './signed-in';

const TILL = { 'user-agent': 'till/1.0' };
const FAULTY = { 'user-agent': 'till/1.1' };
const RETENTION_MS = 1_000;

describe.each(doors)('$name: conflicts', (door) => {
  let merchant: Merchant;
  let api: Api;
  let groups: readonly Json[];
  beforeAll(async () => {
    merchant = await newMerchant(door);
    api = merchant.api;
    const send = (key: string, over: object, from: Record<string, string>) =>
      api.keyed('/payments', payment({ customer_reference: `cus_${key}`, ...over }), key, from);
    for (const key of ['a', 'b', 'c']) {
      await send(key, {}, TILL);
      // The faulty version adds a cent, and tries twice.
      await send(key, { amount: 2000 }, FAULTY);
      await send(key, { amount: 2000 }, FAULTY);
    }
    await send('a', { amount: 1000, currency: 'JPY' }, TILL);
    const found = await until(
      api,
      '/stats/conflicts',
      ({ data }) => data.some(({ attempts }) => attempts === 6) && data.length === 2,
    );
    groups = found.data;
  });

  test('what one faulty version did is one group, its money counted once a key', () => {
    expect(groups).toMatchObject([
      {
        changed_pointers: ['/amount'],
        user_agent: 'till/1.1',
        client_id: expect.stringMatching(/^key_/),
        client_name: 'Test',
        attempts: 6,
        keys: 3,
        customers: 3,
        amounts: { EUR: 6000 },
      },
      {
        changed_pointers: ['/amount', '/currency'],
        user_agent: 'till/1.0',
        attempts: 1,
        keys: 1,
        customers: 1,
        amounts: { JPY: 1000 },
      },
    ]);
    const [faulty] = groups;
    expect(String(faulty?.first_seen) < String(faulty?.last_seen)).toBe(true);
  });

  test.each([
    ['', 7],
    ['pointer=/currency', 1],
    ['pointer=/amount', 7],
    ['pointer=/amoun', 0],
    ['user_agent=till/1.1', 6],
    ['key=a', 3],
    ['customer_reference=cus_b', 2],
    ['operation=refunds', 0],
    ['to=2026-01-01T00:00:00Z', 0],
  ])('the conflicts with %s are %i, one by one and in groups', async (query, count) => {
    const { data } = await ok(api.get(`/conflicts?${query}`));
    expect(data).toHaveLength(count);
    expect(new Set(member(data, 'outcome')).size).toBeLessThanOrEqual(1);
    const grouped = await ok(api.get(`/stats/conflicts?${query}`));
    const sum = grouped.data.reduce((all, { attempts }) => all + Number(attempts), 0);
    expect([sum, grouped.complete]).toEqual([count, true]);
  });

  test('a group leads to its conflicts, page by page, and to no others', async () => {
    const [faulty] = groups;
    const rows: Json[] = [];
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page = await ok(
        api.get(`/conflicts?group=${faulty?.id}&limit=4${cursor ? `&cursor=${cursor}` : ''}`),
      );
      rows.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(member(rows, 'user_agent')).toEqual(Array(6).fill('till/1.1'));
    expect(new Set(member(rows, 'id')).size).toBe(6);
    const seqs = member(rows, 'seq').map(Number);
    expect(seqs).toEqual([...seqs].sort((one, other) => other - one));
  });

  test('another merchant has neither', async () => {
    const { api: other } = await newMerchant(door);
    const paths = ['/conflicts', '/stats/conflicts', '/reuses', '/annotations'];
    for (const path of [...paths, `/conflicts?group=${groups[0]?.id}`]) {
      expect((await ok(other.get(path))).data, path).toEqual([]);
    }
  });

  test('the store tells how far the log is sealed and signed, and what is where', async () => {
    await api.get('/audit/checkpoint');
    const store = await until(api, '/stats/store', ({ log }) => (log as Json).signed_at !== null);
    const log = store.log as Json;
    expect(log.signed_size).toBeLessThanOrEqual(Number(log.size));
    expect(log.size).toBeGreaterThanOrEqual(10);
    expect(log.lag_ms).toBeGreaterThanOrEqual(0);
    const storage = store.storage as Json[];
    expect(member(storage, 'part')).toEqual(
      expect.arrayContaining(['log', 'keys', 'bodies', 'payments', 'read_models']),
    );
    expect(Math.min(...member(storage, 'bytes').map(Number))).toBeGreaterThan(0);
  });

  test('who may note a deploy does so with a reason, and the log says who', async () => {
    const administrator = await signIn(door);
    const grant = { role: 'engineer', merchants: [merchant.id] };
    const engineer = await newPerson(administrator, door, grant);
    const me = await signIn(door, engineer);
    const at = `/annotations?merchant=${merchant.id}`;
    const noted = await me.post(at, { label: 'till 1.1', reason: 'Ticket 7' });
    expect(noted.status, noted.text).toBe(201);
    expect(noted.json).toMatchObject({ label: 'till 1.1', created_by: engineer.email });
    const early = { label: 'till 1.0', at: '2026-01-02T03:04:05.678Z', reason: 'later noted' };
    expect((await api.post('/annotations', early)).json).toMatchObject({ at: early.at });
    expect(member((await ok(api.get('/annotations'))).data, 'label')).toEqual([
      'till 1.0',
      'till 1.1',
    ]);
    const day = await ok(api.get('/annotations?from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z'));
    expect(member(day.data, 'label')).toEqual(['till 1.0']);
    const { data } = await until(api, '/audit/access?action=annotation.made', (json) =>
      json.data.some(({ actor }) => actor === engineer.email),
    );
    expect(data.find(({ actor }) => actor === engineer.email)).toMatchObject({
      reason: 'Ticket 7',
      subject_id: noted.json.id,
    });
    expectProblem(await api.post('/annotations', { label: 'x' }), 'invalid-request', ['/reason']);
    for (const role of ['viewer', 'auditor']) {
      const other = await newPerson(administrator, door, { role, merchants: [merchant.id] });
      const reader = await signIn(door, other);
      expectProblem(await reader.post(at, { label: 'x', reason: 'y' }), 'forbidden');
    }
    const readOnly = await newApiKey(door, merchant.id, ['read']);
    expectProblem(await readOnly.post('/annotations', { label: 'x', reason: 'y' }), 'forbidden');
  });
});

describe.each(doors)('$name: what if keys were kept longer', (door) => {
  let api: Api;
  let rows: readonly Json[];
  /** Milliseconds from the first execution of the key to its second and its third. */
  let gaps: readonly number[];
  beforeAll(async () => {
    ({ api } = await newMerchant(door));
    const policy = { retention: 'PT1S', reason: 'a test' };
    await api.send('/policies/payments', { method: 'PUT', body: policy });
    for (let generation = 1; generation <= 3; generation += 1) {
      if (generation > 1) await pause(RETENTION_MS + 300);
      await api.pay(payment(), 'again');
      await api.pay(payment({ amount: generation }), 'different');
    }
    const found = await until(api, '/reuses', ({ data }) => data.length === 4);
    rows = found.data;
    const again = rows.filter(({ idempotency_key: key }) => key === 'again');
    const first = Date.parse(String(again[1]?.first_executed_at));
    gaps = again.map(({ executed_at: at }) => Date.parse(String(at)) - first).reverse();
  });

  const seconds = (ms: number) => `PT${(ms / 1000).toFixed(3)}S`;
  const verdicts = async (retention: string, key: string) => {
    const { data } = await ok(api.get(`/reuses?retention=${retention}`));
    return member(
      data.filter(({ idempotency_key: each }) => each === key),
      'would_have_been',
    );
  };

  test('each execution after expiry is there, with the one whose answer was gone', () => {
    expect(rows[0]).toMatchObject({
      object: 'reuse',
      generation: 3,
      operation: 'payments',
      currency: 'EUR',
      key_id: expect.stringMatching(/^ikey_/),
    });
    for (const { expired_at: expired, executed_at: at } of rows) {
      expect(Date.parse(String(expired))).toBeLessThanOrEqual(Date.parse(String(at)));
    }
  });

  test('one that would have been a replay does not keep the key longer', async () => {
    const [second = 0, third = 0] = gaps;
    const between = seconds((second + third) / 2);
    // Newest first: the third is past the first one's retention, however close to the second.
    expect(await verdicts(between, 'again')).toEqual(['executed', 'replayed']);
    expect(await verdicts('P7D', 'again')).toEqual(['replayed', 'replayed']);
    expect(await verdicts('indefinite', 'again')).toEqual(['replayed', 'replayed']);
    expect(await verdicts('PT1S', 'again')).toEqual(['executed', 'executed']);
  });

  test('a different request would have been refused', async () => {
    expect(await verdicts('P7D', 'different')).toEqual(['payload_conflict', 'payload_conflict']);
  });

  test('what another service reported is judged too, though it numbers no generations', async () => {
    const { api: reporting } = await newMerchant(door);
    const observation = (day: number, outcome: string) => ({
      id: `day-${day}`,
      occurred_at: new Date(Date.now() - (20 - day) * DAY_MS).toISOString(),
      operation: 'payments',
      idempotency_key: 'reported',
      outcome,
      fingerprint: 'a'.repeat(64),
      amount: 4900,
      currency: 'USD',
    });
    const observations = [
      observation(1, 'executed'),
      observation(3, 'reused_after_expiry'),
      observation(7, 'reused_after_expiry'),
    ];
    const { status } = await reporting.post('/observations', { observations });
    expect(status).toBe(202);
    await until(reporting, '/reuses', ({ data }) => data.length === 2);
    const { data } = await ok(reporting.get('/reuses?retention=P3D'));
    expect(data).toMatchObject([
      { generation: 3, would_have_been: 'executed', same_request: true },
      { generation: 2, would_have_been: 'replayed', same_request: true, expired_at: null },
    ]);
    const longer = await ok(reporting.get('/reuses?retention=P7D'));
    expect(member(longer.data, 'would_have_been')).toEqual(['replayed', 'replayed']);
  });

  test('the counts are those of the rows, with their money', async () => {
    const whatIf = await ok(api.get('/stats/what-if?retention=P7D'));
    expect(whatIf).toMatchObject({ executions: 4, complete: true, retention: 'P7D' });
    expect(whatIf.data).toMatchObject([
      { would_have_been: 'replayed', executions: 2, keys: 1, amounts: { EUR: 3998 } },
      { would_have_been: 'payload_conflict', executions: 2, keys: 1, amounts: { EUR: 5 } },
      { would_have_been: 'executed', executions: 0, keys: 0, amounts: {} },
    ]);
    const none = await ok(api.get('/stats/what-if?operation=refunds'));
    expect(none.executions).toBe(0);
  });

  test('the rows come page by page, each once', async () => {
    const page = await ok(api.get('/reuses?limit=3'));
    const rest = await ok(api.get(`/reuses?limit=3&cursor=${page.next_cursor}`));
    expect([...page.data, ...rest.data]).toEqual(rows);
    expect(rest.next_cursor).toBeNull();
  });
});
