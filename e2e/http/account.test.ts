import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { totpCode } from '@/lib/access/factors/totp';
import { Api, expectProblem, type Reply } from './api';
import { doors, fromNewAddress, secondInstance } from './doors';
import { eventsOf, SYSTEM_STREAM, systemEventsOf } from './remains';
import {
  type Credentials,
  cookiesOf,
  type NewPerson,
  newPerson,
  SignedIn,
  signIn,
} from './signed-in';

const ACCOUNT = '/api/auth/account';
const SIGN_IN = '/api/auth/sign-in/email';
const STEP_MS = 30_000;
const everywhere = [...doors, secondInstance];

function bytesOf(base32: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32].map((each) => alphabet.indexOf(each).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((eight) => Number.parseInt(eight, 2)));
}

/** The code of now, or of so many steps later. */
function codeOf(secret: string, later = 0): string {
  return totpCode(bytesOf(secret), Math.floor(Date.now() / STEP_MS) + later);
}

describe.each(doors)('$name: one’s own account', (door) => {
  let administrator: SignedIn;
  beforeAll(async () => {
    administrator = await signIn(door);
  });
  const somebody = async (): Promise<[NewPerson, SignedIn]> => {
    const person = await newPerson(administrator, door, { role: 'viewer' });
    return [person, await signIn(door, person)];
  };
  const enter = ({ email, password }: Credentials, code?: string): Promise<Reply> => {
    const body = { email, password, ...(code !== undefined && { code }) };
    return new Api(door.url, undefined).post(SIGN_IN, body, fromNewAddress());
  };

  test('another password ends every other session, and this one goes on anew', async () => {
    const [person, me] = await somebody();
    const other = await signIn(door, person);
    const next = 'another password of mine';
    const wrong = { password: 'not mine', next };
    expectProblem(await me.post(`${ACCOUNT}/password`, wrong), 'invalid-request', ['/password']);
    const short = { password: person.password, next: 'short' };
    expectProblem(await me.post(`${ACCOUNT}/password`, short), 'invalid-request', ['/next']);
    expect((await other.get('/payments')).status).toBe(200);

    const changed = await me.post(`${ACCOUNT}/password`, { password: person.password, next });
    expect(changed.status, changed.text).toBe(200);
    const again = new SignedIn(door, cookiesOf(changed));
    for (const each of everywhere) {
      expectProblem(await other.at(each).get('/payments'), 'unauthenticated');
      expectProblem(await me.at(each).get('/payments'), 'unauthenticated');
      expect((await again.at(each).get('/payments')).status).toBe(200);
    }
    expectProblem(await enter(person), 'unauthenticated');
    expect((await enter({ email: person.email, password: next })).status).toBe(200);
  });

  test('guesses at the present password are counted and end', async () => {
    const [person, me] = await somebody();
    const guess = { password: 'wrong', next: 'another password of mine' };
    const replies = [];
    for (let count = 0; count < 11; count += 1) {
      replies.push((await me.post(`${ACCOUNT}/password`, guess)).status);
    }
    expect(replies).toEqual([...new Array(10).fill(422), 429]);
    const right = { password: person.password, next: 'another password of mine' };
    expectProblem(await me.post(`${ACCOUNT}/password`, right), 'rate-limited');
  });

  test('a session of one’s own is ended, one of somebody else is not', async () => {
    const [person, me] = await somebody();
    const other = await signIn(door, person);
    const [, stranger] = await somebody();
    const shown = await me.get('~/settings/account');
    const ids = [...new Set(shown.text.match(/ses_[0-9a-f]{32}/g))];
    expect(ids).toHaveLength(2);
    const strangers = await stranger.get('~/settings/account');
    expect(ids.filter((id) => strangers.text.includes(id))).toEqual([]);
    for (const id of ids) await stranger.post(`${ACCOUNT}/sessions/end`, { id });
    expect((await me.get('/payments')).status).toBe(200);
    expect((await other.get('/payments')).status).toBe(200);
    // One of the two is that of the other browser, or this one's own.
    expect((await me.post(`${ACCOUNT}/sessions/end`, { id: ids[0] })).status).toBe(200);
    for (const each of everywhere) {
      const replies = await Promise.all([me, other].map((mine) => mine.at(each).get('/payments')));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
    }
  });

  test('an authenticator is asked for at sign-in; each code works once', async () => {
    const [person, me] = await somebody();
    const { password } = person;
    expectProblem(
      await me.post(`${ACCOUNT}/authenticator/begin`, { password: 'wrong' }),
      'invalid-request',
      ['/password'],
    );
    const begun = await me.post(`${ACCOUNT}/authenticator/begin`, { password });
    expect(begun.status, begun.text).toBe(200);
    const secret = String(begun.json.secret);
    // Not confirmed: it guards nothing yet.
    expect((await enter(person)).json).toEqual({ signed_in: true });
    expectProblem(
      await me.post(`${ACCOUNT}/authenticator/confirm`, { code: '000000' }),
      'invalid-request',
      ['/code'],
    );
    const code = codeOf(secret);
    const confirmed = await me.post(`${ACCOUNT}/authenticator/confirm`, { code });
    expect(confirmed.status, confirmed.text).toBe(200);
    const recovery = confirmed.json.recovery_codes as string[];
    expect(new Set(recovery).size).toBe(10);

    const asked = await enter(person);
    expect([asked.status, asked.json]).toEqual([200, { signed_in: false, needs: 'code' }]);
    expect(asked.headers['set-cookie']).toBeUndefined();
    expectProblem(await enter(person, code), 'unauthenticated');
    const next = codeOf(secret, 1);
    const both = await Promise.all([1, 2].map(() => enter(person, next)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const spare = String(recovery[0]).toLowerCase();
    expectProblem(await enter({ ...person, password: 'wrong' }, spare), 'unauthenticated');
    expect((await enter(person, spare)).status).toBe(200);
    expectProblem(await enter(person, spare), 'unauthenticated');

    expectProblem(
      await me.post(`${ACCOUNT}/authenticator/begin`, { password }),
      'invalid-request',
      [''],
    );
    expectProblem(
      await me.post(`${ACCOUNT}/authenticator/remove`, { password: 'wrong' }),
      'invalid-request',
      ['/password'],
    );
    expect((await enter(person)).json).toMatchObject({ signed_in: false });
    expect((await me.post(`${ACCOUNT}/authenticator/remove`, { password })).status).toBe(200);
    expect((await enter(person)).json).toEqual({ signed_in: true });
  });

  test('an administrator helps who has lost the phone: the password suffices again', async () => {
    const [person, me] = await somebody();
    const { password } = person;
    const begun = await me.post(`${ACCOUNT}/authenticator/begin`, { password });
    const code = codeOf(String(begun.json.secret));
    await me.post(`${ACCOUNT}/authenticator/confirm`, { code });
    expect((await enter(person)).json).toMatchObject({ signed_in: false });
    const path = `/people/${person.id}/reset`;
    expectProblem(await administrator.post(path, {}), 'invalid-request', ['/reason']);
    expect((await administrator.post(path, { reason: 'lost the phone' })).status).toBe(200);
    for (const each of everywhere) {
      expectProblem(await me.at(each).get('/payments'), 'unauthenticated');
    }
    expect((await enter(person)).json).toEqual({ signed_in: true });
    const events = (await systemEventsOf(SYSTEM_STREAM)).map(({ record }) => record);
    expect(events).toContainEqual(
      expect.objectContaining({
        action: 'person.factors_reset',
        actor: 'admin@onceover.local',
        subject_id: person.id,
        reason: 'lost the phone',
      }),
    );
  });

  test('codes cannot be tried out: asking without one forgives no failure', async () => {
    const [person, me] = await somebody();
    const { email, password } = person;
    const begun = await me.post(`${ACCOUNT}/authenticator/begin`, { password });
    const secret = String(begun.json.secret);
    await me.post(`${ACCOUNT}/authenticator/confirm`, { code: codeOf(secret) });
    const here = fromNewAddress();
    const at = (body: object) => new Api(door.url, undefined).post(SIGN_IN, body, here);
    for (let failure = 1; failure <= 5; failure += 1) {
      expect((await at({ email, password })).json).toMatchObject({ signed_in: false });
      expectProblem(await at({ email, password, code: '000000' }), 'unauthenticated');
    }
    expectProblem(await at({ email, password, code: codeOf(secret, 1) }), 'rate-limited');
    expectProblem(await at({ email, password }), 'rate-limited');
  });

  test('without a session, or from another site, nothing is changed', async () => {
    const [person, me] = await somebody();
    const { password } = person;
    for (const [path, body] of [
      ['password', { password, next: 'another password of mine' }],
      ['sessions/end', { id: 'ses_1' }],
      ['authenticator/begin', { password }],
      ['authenticator/confirm', { code: '123456' }],
      ['authenticator/remove', { password }],
    ] as const) {
      const nobody = new Api(door.url, undefined);
      expectProblem(await nobody.post(`${ACCOUNT}/${path}`, body), 'unauthenticated');
      const foreign = { origin: 'https://evil.example' };
      expectProblem(await me.post(`${ACCOUNT}/${path}`, body, foreign), 'forbidden');
    }
    expect((await enter(person)).status).toBe(200);
  });
});

describe.each(doors)('$name: the list of people', (door) => {
  test('is taken away whole, with roles and last use, and that is logged', async () => {
    const administrator = await signIn(door);
    const person = await newPerson(administrator, door, { role: 'auditor' });
    await signIn(door, person);
    const reply = await administrator.get('/people/export');
    expect(reply.status, reply.text).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^text\/csv/);
    expect(reply.headers['content-disposition']).toMatch(/^attachment; filename="people-.*\.csv"$/);
    const rows: Record<string, string>[] = parse(reply.text, { columns: true });
    const told = rows.find(({ email }) => email === person.email);
    expect(told).toMatchObject({ role: 'auditor', merchant: 'all', disabled_at: '' });
    expect(Date.parse(String(told?.last_seen_at))).toBeGreaterThan(Date.now() - 600_000);
    expect(reply.text).not.toMatch(/password|secret/i);
    expect(await eventsOf(reply.requestId)).toMatchObject([
      { outcome: 'people.exported', record: { actor: 'admin@onceover.local' } },
    ]);
  });
});
