import { beforeAll, describe, expect, test } from 'vitest';
import { Api, expectProblem } from './api';
import { doors, fromNewAddress, newMerchant, secondInstance } from './doors';
import { eventsOf, SYSTEM_STREAM } from './remains';
import { cookiesOf, newPerson, SignedIn, signIn, trySignIn } from './signed-in';

const REASON = { reason: 'a test' };
const SIGN_IN = '/api/auth/sign-in/email';
const everywhere = [...doors, secondInstance];

describe.each(doors)('$name: sign-in', (door) => {
  let administrator: SignedIn;
  beforeAll(async () => {
    administrator = await signIn(door);
  });

  test('gives a cookie that no script reads, and answers with no secret', async () => {
    const person = await newPerson(administrator, door, { role: 'viewer' });
    const reply = await trySignIn(door, person);
    expect(reply.status).toBe(200);
    expect(reply.headers['cache-control']).toBe('no-store');
    const [session = '', device = '', ...more] = reply.headers['set-cookie'] ?? [];
    expect(more).toEqual([]);
    expect(session).toMatch(
      /^onceover_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(device).toMatch(/^onceover_device=[^;]+; .*HttpOnly; SameSite=Lax$/);
    expect(reply.json).toEqual({ signed_in: true });
    const me = new SignedIn(door, cookiesOf(reply));
    for (const each of everywhere) expect((await me.at(each).get('/payments')).status).toBe(200);
  });

  test('a session that is signed out is over at once on every instance', async () => {
    const person = await newPerson(administrator, door, { role: 'viewer' });
    const me = await signIn(door, person);
    const reply = await me.send('/api/auth/sign-out', { method: 'POST' });
    expect(reply.status).toBe(200);
    expect(reply.headers['set-cookie']).toEqual([
      'onceover_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
    ]);
    for (const each of everywhere)
      expectProblem(await me.at(each).get('/payments'), 'unauthenticated');
  });

  test('whoever is disabled, or gets another role, is out at once on every instance', async () => {
    for (const [method, action, body] of [
      ['POST', 'disable', REASON],
      ['PUT', 'role', { role: 'engineer', ...REASON }],
    ] as const) {
      const person = await newPerson(administrator, door, { role: 'viewer' });
      const me = await signIn(door, person);
      for (const each of everywhere) expect((await me.at(each).get('/payments')).status).toBe(200);
      const ended = await administrator.send(`/people/${person.id}/${action}`, { method, body });
      expect(ended.status, ended.text).toBe(200);
      for (const each of everywhere) {
        expectProblem(await me.at(each).get('/payments'), 'unauthenticated');
      }
    }
  });

  test('a wrong password and an unknown person are refused with the same words', async () => {
    const person = await newPerson(administrator, door, { role: 'viewer' });
    const secret = 'a wrong password, quite secret';
    const wrong = await trySignIn(door, { ...person, password: secret });
    const unknown = await trySignIn(door, { email: 'nobody@example.com', password: secret });
    for (const reply of [wrong, unknown]) {
      expectProblem(reply, 'unauthenticated');
      expect(reply.headers['set-cookie']).toBeUndefined();
    }
    expect({ ...wrong.json, instance: '' }).toEqual({ ...unknown.json, instance: '' });
    const [known] = await eventsOf(wrong.requestId);
    const [nobody] = await eventsOf(unknown.requestId);
    expect(known).toMatchObject({
      merchantId: SYSTEM_STREAM,
      record: { action: 'person.sign_in_refused', actor: person.email, subject_id: person.id },
    });
    expect(nobody).toMatchObject({ merchantId: SYSTEM_STREAM, record: { actor: null } });
    expect(JSON.stringify([known, nobody])).not.toContain(secret);
    expect(JSON.stringify(nobody)).not.toContain('nobody@example.com');
  });

  test('after five failures from one address it is closed there, and nowhere else', async () => {
    const person = await newPerson(administrator, door, { role: 'viewer' });
    const here = fromNewAddress();
    for (let failure = 1; failure <= 5; failure += 1) {
      expectProblem(
        await trySignIn(door, { ...person, password: 'wrong' }, here),
        'unauthenticated',
      );
    }
    for (const each of everywhere) {
      const locked = await trySignIn(each, person, here);
      expectProblem(locked, 'rate-limited');
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await trySignIn(door, person)).status).toBe(200);
  });

  test.each([
    ['no body', undefined, {}, 'unsupported-media-type'],
    [
      'a form',
      'email=a%40b.c&password=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'unsupported-media-type',
    ],
    [
      'JSON by a form',
      '{"email":"a@b.c"}',
      { 'content-type': 'text/plain' },
      'unsupported-media-type',
    ],
    ['broken JSON', '{', {}, 'invalid-json'],
    ['too much', `{"email":"${'x'.repeat(5000)}"}`, {}, 'payload-too-large'],
  ] as const)('%s is refused', async (_, body, headers, slug) => {
    const nobody = new Api(door.url, undefined);
    expectProblem(await nobody.post(SIGN_IN, body, { ...fromNewAddress(), ...headers }), slug);
  });

  test.each([
    [{ email: 'a@example.com' }, '/password'],
    [{ password: 'x' }, '/email'],
    [{ email: 'not one', password: 'x' }, '/email'],
    [{ email: 'a@example.com', password: 'x', rememberMe: true }, '/rememberMe'],
    [{ email: 'a@example.com', password: 'x'.repeat(129) }, '/password'],
  ])('%j is 422', async (body, pointer) => {
    const nobody = new Api(door.url, undefined);
    const reply = await nobody.post(SIGN_IN, body, fromNewAddress());
    expectProblem(reply, 'invalid-request', [pointer]);
  });

  test('there is nothing else below /api/auth', async () => {
    const nobody = new Api(door.url, undefined);
    for (const path of ['sign-up/email', 'get-session', 'update-user', '', 'sign-in/email/']) {
      expectProblem(await nobody.post(`/api/auth/${path}`, {}), 'not-found');
    }
    const reply = await nobody.get(SIGN_IN);
    expectProblem(reply, 'method-not-allowed');
    expect(reply.headers.allow).toBe('POST');
  });
});

describe.each(doors)('$name: another site’s page', (door) => {
  let me: SignedIn;
  beforeAll(async () => {
    me = await signIn(door);
  });
  const own = new URL(door.url);
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://${own.hostname}:1` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: own.origin, 'sec-fetch-site': 'cross-site' },
  ];

  test.each(foreign)(
    'with %j changes nothing by a session, and begins and ends none',
    async (headers) => {
      const policy = { preset: 'stripe', ...REASON };
      for (const [method, path, body] of [
        ['PUT', '/policies/payments', policy],
        ['POST', '/people', { email: 'a@example.com', role: 'admin', ...REASON }],
        ['POST', '/api/auth/sign-out', {}],
        ['POST', SIGN_IN, { email: 'admin@onceover.local', password: 'e2e-tests-password' }],
      ] as const) {
        expectProblem(await me.send(path, { method, body, headers }), 'forbidden');
      }
      expect((await me.get('/payments', headers)).status).toBe(200);
    },
  );

  test('is not ours: the page itself may', async () => {
    const { id } = await newMerchant(door);
    for (const headers of [{}, { origin: own.origin, 'sec-fetch-site': 'same-origin' }]) {
      const reply = await me.send(`/policies/payments?merchant=${id}`, {
        method: 'PUT',
        body: { preset: 'adyen', ...REASON },
        headers,
      });
      expect(reply.status, reply.text).toBe(200);
      expect(reply.json.created_by).toBe('admin@onceover.local');
    }
  });
});

describe.each(doors)('$name: merchants of people', (door) => {
  test('are those that were granted, one at a time, and no API key may choose', async () => {
    const [own, other, foreign] = [
      await newMerchant(door),
      await newMerchant(door),
      await newMerchant(door),
    ];
    await Promise.all([own, other, foreign].map(({ api }) => api.pay()));
    const administrator = await signIn(door);
    const merchants = [own.id, other.id];
    const person = await newPerson(administrator, door, { role: 'viewer', merchants });
    const me = await signIn(door, person);
    for (const merchant of [own, other]) {
      const mine = await me.get(`/payments?merchant=${merchant.id}`);
      expect(mine.json.data).toEqual((await merchant.api.get('/payments')).json.data);
    }
    for (const id of [foreign.id, `mer_${'0'.repeat(32)}`, 'mer_x', '']) {
      expectProblem(await me.get(`/payments?merchant=${id}`), 'forbidden');
    }
    expectProblem(
      await me.get(`/payments?merchant=${own.id}&merchant=${foreign.id}`),
      'invalid-request',
      ['/merchant'],
    );
    expectProblem(await own.api.get(`/payments?merchant=${own.id}`), 'invalid-request', [
      '/merchant',
    ]);
    const [paid] = (await foreign.api.get('/payments')).json.data;
    expectProblem(await me.get(`/payments/${paid?.id}`), 'not-found');
    // All merchants: the one that is named, whichever it is.
    const all = await administrator.get(`/payments?merchant=${foreign.id}`);
    expect(all.json.data).toMatchObject([{ id: paid?.id }]);
  });
});
