import { beforeAll, describe, expect, test } from 'vitest';
import { Api, expectProblem, type Reply } from './api';
import { Authenticator } from './authenticator';
import { doors, fromNewAddress } from './doors';
import { SYSTEM_STREAM, systemEventsOf } from './remains';
import { cookiesOf, type NewPerson, newPerson, SignedIn, signIn } from './signed-in';

const PASSKEYS = '/api/auth/account/passkeys';
const SIGN_IN = '/api/auth/sign-in/passkey';

describe.each(doors)('$name: a passkey', (door) => {
  // The public URL, which passkeys are made for.
  const origin = door.url.replace('127.0.0.1', 'localhost');
  let administrator: SignedIn;
  beforeAll(async () => {
    administrator = await signIn(door);
  });
  const somebody = async (): Promise<[NewPerson, SignedIn]> => {
    const person = await newPerson(administrator, door, { role: 'viewer' });
    return [person, await signIn(door, person)];
  };
  const asked = async (me: SignedIn, { password }: NewPerson) =>
    challengeOf(await me.post(`${PASSKEYS}/options`, { password }));
  const askedToSign = async () => challengeOf(await send(`${SIGN_IN}/options`, {}));
  const send = (path: string, body: object): Promise<Reply> =>
    new Api(door.url, undefined).post(path, body, fromNewAddress());
  const withPasskey = async (): Promise<[NewPerson, SignedIn, Authenticator]> => {
    const [person, me] = await somebody();
    const device = new Authenticator(origin);
    const response = device.create(await asked(me, person));
    const added = await me.post(`${PASSKEYS}/add`, { name: 'A laptop', response });
    expect(added.status, added.text).toBe(201);
    return [person, me, device];
  };

  test('signs its person in, without a password, and no answer works twice', async () => {
    const [person, , device] = await withPasskey();
    const response = device.get(await askedToSign());
    const replies = await Promise.all([1, 2].map(() => send(SIGN_IN, { response })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
    const entered = replies.find(({ status }) => status === 200);
    const me = new SignedIn(door, cookiesOf(entered as Reply));
    expect((await me.get('~/settings/account')).text).toContain(person.email);
    expectProblem(await send(SIGN_IN, { response }), 'unauthenticated');
    const events = (await systemEventsOf(SYSTEM_STREAM)).map(({ record }) => record);
    for (const [action, reason] of [
      ['person.passkey_added', 'own account'],
      ['person.signed_in', 'passkey'],
    ]) {
      expect(events).toContainEqual(
        expect.objectContaining({ action, reason, actor: person.email, subject_id: person.id }),
      );
    }
  });

  test.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://localhost:1' }],
    ['of another domain', { domain: 'evil.example' }],
    ['of a challenge that is not ours', { challenge: 'x'.repeat(72) }],
    ['by whoever holds the device', { verified: false }],
    ['by another key', { forged: true }],
  ] as const)('signs nobody in with an answer %s', async (_, bent) => {
    const [, , device] = await withPasskey();
    const reply = await send(SIGN_IN, { response: device.get(await askedToSign(), bent) });
    expectProblem(reply, 'unauthenticated');
    expect(reply.headers['set-cookie']).toBeUndefined();
    const right = device.get(await askedToSign());
    expect((await send(SIGN_IN, { response: right })).status).toBe(200);
  });

  test('that counts backwards is a copy, and signs nobody in', async () => {
    const [, , device] = await withPasskey();
    const copied = device.get(await askedToSign());
    for (let use = 0; use < 2; use += 1) {
      const response = device.get(await askedToSign());
      expect((await send(SIGN_IN, { response })).status).toBe(200);
    }
    expectProblem(await send(SIGN_IN, { response: copied }), 'unauthenticated');
  });

  test.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of another domain', { domain: 'evil.example' }],
    ['of a challenge that is not ours', { challenge: 'x'.repeat(72) }],
    ['by whoever holds the device', { verified: false }],
  ] as const)('is not made from an answer %s', async (_, bent) => {
    const [person, me] = await somebody();
    const response = new Authenticator(origin).create(await asked(me, person), bent);
    const added = await me.post(`${PASSKEYS}/add`, { name: 'A laptop', response });
    expectProblem(added, 'invalid-request', ['/response']);
  });

  test('is made once, by who was asked, after the password', async () => {
    const [person, me] = await somebody();
    const wrong = { password: 'not mine' };
    expectProblem(await me.post(`${PASSKEYS}/options`, wrong), 'invalid-request', ['/password']);
    const device = new Authenticator(origin);
    const response = device.create(await asked(me, person));
    const [, stranger] = await somebody();
    const body = { name: 'A laptop', response };
    expectProblem(await stranger.post(`${PASSKEYS}/add`, body), 'invalid-request', ['/response']);
    expect((await me.post(`${PASSKEYS}/add`, body)).status).toBe(201);
    expectProblem(await me.post(`${PASSKEYS}/add`, body), 'invalid-request', ['/response']);
    // The same device again, for a challenge of its own: somebody has it already.
    const again = { name: 'Again', response: device.create(await asked(me, person)) };
    expectProblem(await me.post(`${PASSKEYS}/add`, again), 'invalid-request', ['/response']);
  });

  test('that is removed, by its person with the password, signs nobody in', async () => {
    const [person, me, device] = await withPasskey();
    const id = device.id.toString('base64url');
    const { password } = person;
    const wrong = { id, password: 'not mine' };
    expectProblem(await me.post(`${PASSKEYS}/remove`, wrong), 'invalid-request', ['/password']);
    const [other, stranger] = await somebody();
    await stranger.post(`${PASSKEYS}/remove`, { id, password: other.password });
    const still = device.get(await askedToSign());
    expect((await send(SIGN_IN, { response: still })).status).toBe(200);
    expect((await me.post(`${PASSKEYS}/remove`, { id, password })).status).toBe(200);
    const gone = device.get(await askedToSign());
    expectProblem(await send(SIGN_IN, { response: gone }), 'unauthenticated');
  });

  test('of who is disabled signs nobody in', async () => {
    const [person, , device] = await withPasskey();
    await administrator.post(`/people/${person.id}/disable`, { reason: 'left' });
    const response = device.get(await askedToSign());
    expectProblem(await send(SIGN_IN, { response }), 'unauthenticated');
  });

  test.each([{}, { response: {} }, { response: { id: 'x', type: 'public-key' } }, { response: 1 }])(
    '%j is refused, and is no fault of ours',
    async (body) => {
      expect([401, 422]).toContain((await send(SIGN_IN, body)).status);
    },
  );
});

function challengeOf(reply: Reply): { readonly challenge: string } {
  expect(reply.status, reply.text).toBe(200);
  return { challenge: String(reply.json.challenge) };
}
