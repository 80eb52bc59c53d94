import { describe, expect, test } from 'vitest';
import { pause } from '../app-process';
import { Api, expectProblem, payment } from './api';
import { doors, newApiKey, newMerchant, operator, secondInstance, through } from './doors';
import { systemEventsOf } from './remains';

const REASON = { reason: 'a test' };

describe.each(doors)('$name: merchants and API keys', (door) => {
  test('an operator makes a merchant and a key; the secret is shown once and stored nowhere', async () => {
    const made = await operator(door).post('/merchants', { name: ' Shop ', ...REASON });
    expect(made.status, made.text).toBe(201);
    expect(made.json).toEqual({
      id: expect.stringMatching(/^mer_[0-9a-f]{32}$/),
      object: 'merchant',
      name: 'Shop',
      created_at: expect.stringMatching(/Z$/),
    });
    const path = `/merchants/${made.json.id}/api-keys`;
    const body = { name: 'till', scopes: ['read', 'ingest'], ...REASON };
    const key = await operator(door).post(path, body);
    expect(key.status, key.text).toBe(201);
    const { secret, ...shown } = key.json;
    expect(secret).toMatch(/^oc_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$/);
    expect(shown).toMatchObject({
      id: expect.stringMatching(/^key_[0-9a-f]{32}$/),
      merchant_id: made.json.id,
      scopes: ['ingest', 'read'],
      expires_at: null,
      revoked_at: null,
    });
    const list = await operator(door).get(path);
    expect(list.json.data).toEqual([shown]);
    expect((await new Api(door.url, String(secret)).pay()).status).toBe(201);
    const events = await systemEventsOf(made.json.id);
    expect(events.slice(0, 2).map(({ outcome }) => outcome)).toEqual([
      'merchant.created',
      'api_key.created',
    ]);
    expect(events[1]?.record).toMatchObject({
      kind: 'system',
      actor: expect.stringMatching(/^key_/),
      action: 'api_key.created',
      subject_id: shown.id,
      reason: 'a test',
    });
    expect(list.text + JSON.stringify(events)).not.toContain(secret);
  });

  test.each([
    [{ name: 'x' }, '/reason'],
    [{ name: 'x', reason: ' ' }, '/reason'],
    [{ name: '', reason: 'x' }, '/name'],
    [{ reason: 'x' }, '/name'],
    [{ name: 'x', reason: 'x', id: 'mer_1' }, '/id'],
  ])('a merchant %j is 422', async (body, pointer) => {
    expectProblem(await operator(door).post('/merchants', body), 'invalid-request', [pointer]);
  });

  test.each([
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['everything'] }, '/scopes/0'],
    [{ scopes: 'read' }, '/scopes'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [{ expires_at: 'soon' }, '/expires_at'],
    [{ expires_at: '9999-12-31T23:59:59-14:00' }, '/expires_at'],
    [{ secret: 'mine' }, '/secret'],
    [{ reason: undefined }, '/reason'],
  ])('an API key %j is 422', async (over, pointer) => {
    const { id } = await newMerchant(door);
    const body = { name: 'x', scopes: ['read'], ...REASON, ...over };
    const reply = await operator(door).post(`/merchants/${id}/api-keys`, body);
    expectProblem(reply, 'invalid-request', [pointer]);
  });

  test("an admin makes and revokes its own merchant's keys, no operator's and nobody else's", async () => {
    const own = await newMerchant(door);
    const other = await newMerchant(door);
    const path = `/merchants/${own.id}/api-keys`;
    const body = { name: 'x', scopes: ['read'], ...REASON };
    const made = await own.api.post(path, body);
    expect(made.status).toBe(201);
    expect((await own.api.post(`${path}/${made.json.id}/revoke`, REASON)).status).toBe(200);
    expectProblem(await own.api.post(path, { ...body, scopes: ['operator'] }), 'forbidden');
    expectProblem(await other.api.post(path, body), 'not-found');
    expectProblem(await other.api.post(`${path}/${made.json.id}/revoke`, REASON), 'not-found');
    const foreign = `/merchants/${other.id}/api-keys/${made.json.id}/revoke`;
    expectProblem(await other.api.post(foreign, REASON), 'not-found');
    expectProblem(await own.api.post(`${path}/${made.json.id}/revoke`, {}), 'invalid-request', [
      '/reason',
    ]);
  });

  test('a key that is revoked is refused here at once and on every instance within 5 s', async () => {
    const { id, api } = await newMerchant(door);
    const instances = [...doors, secondInstance].map((each) => through(each, api));
    for (const each of instances) expect((await each.get('/payments')).status).toBe(200);
    const keys = await operator(door).get(`/merchants/${id}/api-keys`);
    const path = `/merchants/${id}/api-keys/${keys.json.data[0]?.id}/revoke`;
    const revoked = await operator(door).post(path, REASON);
    expect(revoked.status, revoked.text).toBe(200);
    expect(revoked.json.revoked_at).toMatch(/Z$/);
    expectProblem(await api.get('/payments'), 'unauthenticated');
    await pause(5000);
    for (const each of instances) {
      expectProblem(await each.get('/payments'), 'unauthenticated');
      expectProblem(await each.pay(), 'unauthenticated');
    }
    const again = await operator(door).post(path, REASON);
    expect(again.json.revoked_at).toBe(revoked.json.revoked_at);
  });

  test('a key past its end is refused on every instance', async () => {
    const { id } = await newMerchant(door);
    const body = {
      name: 'x',
      scopes: ['read'],
      expires_at: new Date(Date.now() + 5000).toISOString(),
      ...REASON,
    };
    const made = await operator(door).post(`/merchants/${id}/api-keys`, body);
    expect(made.json.expires_at).toBe(body.expires_at);
    const instances = [...doors, secondInstance].map(
      (each) => new Api(each.url, String(made.json.secret)),
    );
    for (const each of instances) expect((await each.get('/payments')).status).toBe(200);
    await pause(Date.parse(body.expires_at) + 100 - Date.now());
    for (const each of instances) expectProblem(await each.get('/payments'), 'unauthenticated');
  });

  test('a replay needs the scope as the first request did', async () => {
    const { id, api } = await newMerchant(door);
    await api.pay(payment(), 'k');
    const reader = await newApiKey(door, id, ['read']);
    expectProblem(await reader.pay(payment(), 'k'), 'forbidden');
    const another = await newApiKey(door, id, ['ingest']);
    const replay = await another.pay(payment(), 'k');
    expect(replay.headers['idempotent-replayed']).toBe('true');
  });
});
