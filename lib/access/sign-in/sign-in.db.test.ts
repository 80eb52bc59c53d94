import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createPrisma } from '@/lib/database/prisma-client';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { createMerchant } from '../create-merchant';
import { changeRole } from '../people/change-role';
import { disablePerson } from '../people/disable-person';
import { ensureAdministrator } from '../people/ensure-administrator';
import { inviteAgain, invitePerson } from '../people/invite-person';
import { ROLES, type Role } from '../roles';
import { acceptInvitation } from './accept-invitation';
import { Sessions } from './sessions';
import { type SignInRequest, signIn } from './sign-in';

const ADMINISTRATOR = { email: 'admin@onceover.local', password: 'correct horse battery' };
const ACTOR = { actor: 'tester', actorRole: 'test' };
const REASON = 'a test';
const SECRET = 'a secret of thirty-two characters';

let database: TestDatabase;
let here: Sessions;
let elsewhere: Sessions;

beforeAll(async () => {
  database = await createTestDatabase();
  await ensureAdministrator(database.pool, ADMINISTRATOR);
  await createMerchant(database.pool, ACTOR, { name: 'Acme', reason: REASON });
  here = instance();
  elsewhere = instance();
});
afterAll(() => database.drop());

function instance(publicUrl = 'http://localhost:3000'): Sessions {
  const prisma = createPrisma(database.pool);
  return new Sessions({ workPool: database.pool, prisma, publicUrl, secret: SECRET });
}

let addresses = 0;

/** From an address that nobody else comes from. */
function request(over: Partial<SignInRequest> = {}): SignInRequest {
  addresses += 1;
  return {
    ...ADMINISTRATOR,
    ip: `192.0.2.${addresses}`,
    userAgent: 'a browser',
    cookies: undefined,
    ...over,
  };
}

function enter(over: Partial<SignInRequest> = {}, sessions = here): Promise<string[]> {
  return signIn({ sessions, workPool: database.pool }, request(over));
}

/** As a browser sends back what it was given. */
function cookieHeader(setCookies: readonly string[]): string {
  return setCookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

let people = 0;

/** Somebody invited, with a password chosen. */
async function person(role: Role = 'viewer') {
  people += 1;
  const email = `person-${people}@example.com`;
  const password = `password of ${email}`;
  const input = { email, role, reason: REASON };
  const { personId, token } = await invitePerson(database.pool, ACTOR, input);
  await acceptInvitation(database.pool, { token, password });
  return { personId, email, password };
}

async function events(subject: string) {
  const { rows } = await database.pool.query<{ outcome: string; record: Record<string, unknown> }>(
    `SELECT outcome, record FROM outbox WHERE record->>'subject_id' = $1 ORDER BY occurred_at`,
    [`per_${subject.replaceAll('-', '')}`],
  );
  return rows;
}

const REFUSED = { slug: 'unauthenticated', message: 'The email address or the password is wrong.' };
const LOCKED = { slug: 'rate-limited', headers: { 'retry-after': expect.stringMatching(/^\d+$/) } };

describe('a session', () => {
  test('is begun by the password, and known on every instance', async () => {
    const cookies = cookieHeader(await enter({ email: 'Admin@Onceover.local' }));
    for (const sessions of [here, elsewhere]) {
      const visit = await sessions.find(cookies);
      expect(visit?.person).toMatchObject({ email: ADMINISTRATOR.email, name: 'Administrator' });
      expect(visit?.person.grants).toMatchObject([{ role: 'admin' }]);
      expect(visit?.merchantId).toBeDefined();
    }
  });

  test('is another one at each sign-in, and the one before is over', async () => {
    const first = await enter();
    const second = await enter({ cookies: cookieHeader(first) });
    expect(second[0]).not.toBe(first[0]);
    expect(await here.find(cookieHeader(first))).toBeUndefined();
    expect(await here.find(cookieHeader(second))).toBeDefined();
  });

  test('has a cookie as the public URL allows', async () => {
    const [plain, plainDevice] = await enter();
    const [secure, secureDevice] = await enter({}, instance('https://onceover.example.com'));
    for (const cookie of [plain, plainDevice, secure, secureDevice]) {
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Lax/);
      expect(cookie).toMatch(/; Path=\//);
      expect(cookie).not.toMatch(/Domain/);
    }
    expect(plain).toMatch(/^onceover_session=/);
    expect(plain).not.toMatch(/Secure/);
    expect(secure).toMatch(/^__Host-onceover_session=.*; Secure/);
    expect(secureDevice).toMatch(/^__Host-onceover_device=.*; Secure/);
  });

  test('is nobody’s with a signature that is altered, missing, or sent twice', async () => {
    const [cookie = ''] = (await enter()).map((each) => each.split(';')[0] ?? '');
    expect(await here.find(cookie)).toBeDefined();
    const token = here.tokenOf(cookie);
    const other = (character: string) => (character === 'A' ? 'B' : 'A');
    for (const wrong of [
      cookie.replace(/=./, (start) => `=${other(start.slice(-1))}`),
      cookie.replace(/\../, (start) => `.${other(start.slice(-1))}`),
      `onceover_session=${token}`,
      `onceover_session=${token}.`,
      `${cookie}; ${cookie}`,
      `__Host-${cookie}`,
      'onceover_session=%',
      '',
    ]) {
      expect(await here.find(wrong), wrong).toBeUndefined();
    }
  });

  test.each([
    ['idle', `UPDATE auth_sessions SET expires_at = now() - interval '1 ms' WHERE token = $1`],
    [
      'absolute',
      `UPDATE auth_sessions SET created_at = now() - interval '13 hours' WHERE token = $1`,
    ],
  ])('has an %s end', async (_, statement) => {
    const cookies = cookieHeader(await enter());
    expect(await here.find(cookies)).toBeDefined();
    await database.pool.query(statement, [here.tokenOf(cookies)]);
    expect(await here.find(cookies)).toBeUndefined();
  });

  test('lives on by use, and is not written at each', async () => {
    const cookies = cookieHeader(await enter());
    const token = here.tokenOf(cookies);
    const row = async () =>
      (
        await database.pool.query(
          `SELECT xmin::text, expires_at > now() + interval '29 minutes' AS fresh
           FROM auth_sessions WHERE token = $1`,
          [token],
        )
      ).rows[0];
    await database.pool.query(
      `UPDATE auth_sessions SET expires_at = now() + interval '1 minute',
         updated_at = now() - interval '29 minutes' WHERE token = $1`,
      [token],
    );
    await here.find(cookies);
    const moved = await row();
    expect(moved).toMatchObject({ fresh: true });
    await here.find(cookies);
    expect(await row()).toEqual(moved);
  });

  test('ends at once on every instance: signed out, disabled, another role, the last grant over', async () => {
    const ends: ((personId: string, cookies: string) => Promise<unknown>)[] = [
      (_, cookies) => here.end(cookies, REASON),
      (personId) => disablePerson(database.pool, ACTOR, personId, REASON),
      (personId) =>
        changeRole(database.pool, ACTOR, personId, { role: 'engineer', reason: REASON }),
      (personId) => database.pool.query('DELETE FROM auth_grants WHERE user_id = $1', [personId]),
    ];
    for (const end of ends) {
      const { personId, ...credentials } = await person();
      const cookies = cookieHeader(await enter(credentials));
      expect(await elsewhere.find(cookies)).toBeDefined();
      await end(personId, cookies);
      expect(await elsewhere.find(cookies)).toBeUndefined();
    }
  });

  test('sees only merchants that were granted, and the chosen one', async () => {
    const merchantId = await createMerchant(database.pool, ACTOR, { name: 'B', reason: REASON });
    const other = await createMerchant(database.pool, ACTOR, { name: 'C', reason: REASON });
    const publicIdOf = (id: string) => `mer_${id.replaceAll('-', '')}`;
    const { personId, ...credentials } = await person();
    const merchants = [publicIdOf(merchantId)];
    await changeRole(database.pool, ACTOR, personId, { role: 'viewer', merchants, reason: REASON });
    const cookies = cookieHeader(await enter(credentials));
    expect(await here.find(cookies)).toMatchObject({ merchantId });
    expect(await here.find(cookies, publicIdOf(merchantId))).toMatchObject({ merchantId });
    for (const foreign of [publicIdOf(other), publicIdOf(personId), 'mer_x', '']) {
      expect(await here.find(cookies, foreign)).toMatchObject({ merchantId: undefined });
    }
    const visit = await here.find(cookies);
    expect(visit && (await here.merchantsOf(visit.person))).toEqual([
      { id: publicIdOf(merchantId), name: 'B' },
    ]);
  });
});

describe('a failed sign-in', () => {
  test('is refused alike whatever the cause, and sets no cookie', async () => {
    const disabled = await person();
    await disablePerson(database.pool, ACTOR, disabled.personId, REASON);
    const ended = await person();
    await database.pool.query('DELETE FROM auth_grants WHERE user_id = $1', [ended.personId]);
    const uninvited = { email: 'nobody@example.com' };
    await invitePerson(database.pool, ACTOR, {
      email: 'invited@example.com',
      role: 'viewer',
      reason: REASON,
    });
    for (const over of [
      { password: 'wrong' },
      uninvited,
      { email: 'invited@example.com' },
      { email: disabled.email, password: disabled.password },
      { email: ended.email, password: ended.password },
    ]) {
      const startedAtMs = performance.now();
      await expect(enter(over)).rejects.toMatchObject(REFUSED);
      expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(249);
    }
    const { rows } = await database.pool.query(
      'SELECT count(*)::int AS sessions FROM auth_sessions WHERE user_id = ANY ($1)',
      [[disabled.personId, ended.personId]],
    );
    expect(rows).toEqual([{ sessions: 0 }]);
  });

  test('locks this person out at this address after five, the right password too', async () => {
    const { personId: _, ...credentials } = await person();
    const { ip } = request();
    for (let failure = 1; failure <= 5; failure += 1) {
      await expect(enter({ ...credentials, password: 'wrong', ip })).rejects.toMatchObject(REFUSED);
    }
    await expect(enter({ ...credentials, ip })).rejects.toMatchObject(LOCKED);
    await expect(enter({ ...credentials, ip }, elsewhere)).rejects.toMatchObject(LOCKED);
    // Nobody else is locked out: not the same person elsewhere, nor another person here.
    await enter(credentials);
    await enter({ ip });
  });

  test('does not lock a browser out that has signed in before', async () => {
    const { personId: _, ...credentials } = await person();
    const { ip } = request();
    const cookies = cookieHeader(await enter({ ...credentials, ip }));
    for (let failure = 1; failure <= 5; failure += 1) {
      await expect(enter({ ...credentials, password: 'wrong', ip })).rejects.toMatchObject(REFUSED);
    }
    await expect(enter({ ...credentials, ip })).rejects.toMatchObject(LOCKED);
    await enter({ ...credentials, ip, cookies });
    const device = cookieHeader(await enter()).split('; ')[1];
    // Another person's browser is not this one's.
    await expect(enter({ ...credentials, ip, cookies: device })).rejects.toMatchObject(LOCKED);
  });

  test('is counted however many come at once', async () => {
    const { personId: _, ...credentials } = await person();
    const { ip } = request();
    const guesses = await Promise.allSettled(
      Array.from({ length: 30 }, (_each, index) =>
        enter({ ...credentials, password: `guess ${index}`, ip }),
      ),
    );
    const slugs = guesses.map((guess) => guess.status === 'rejected' && guess.reason.slug);
    expect(slugs.filter((slug) => slug === 'unauthenticated')).toHaveLength(5);
    expect(slugs.filter((slug) => slug === 'rate-limited')).toHaveLength(25);
  });

  test('many at once that are right are all let in', async () => {
    const { personId: _, ...credentials } = await person();
    const { ip } = request();
    const entered = await Promise.all(
      Array.from({ length: 7 }, () => enter({ ...credentials, ip })),
    );
    expect(new Set(entered.map(([cookie]) => cookie)).size).toBe(7);
  });
});

describe('an invitation', () => {
  test('sets a password once, and ends what was begun with an older one', async () => {
    const { personId, ...old } = await person();
    const cookies = cookieHeader(await enter(old));
    const first = await inviteAgain(database.pool, ACTOR, personId, REASON);
    const second = await inviteAgain(database.pool, ACTOR, personId, REASON);
    const refusal = { slug: 'invalid-request', errors: [{ pointer: '/token' }] };
    const accept = (token: string) =>
      acceptInvitation(database.pool, { token, password: 'another password' });
    await expect(accept(first)).rejects.toMatchObject(refusal);
    expect(await here.find(cookies)).toBeDefined();
    expect(await accept(second)).toBe(old.email);
    await expect(accept(second)).rejects.toMatchObject(refusal);
    expect(await here.find(cookies)).toBeUndefined();
    await expect(enter(old)).rejects.toMatchObject(REFUSED);
    await enter({ ...old, password: 'another password' });
  });

  test('of a disabled person, or past its end, is worth nothing', async () => {
    const [disabled, late] = [await person(), await person()];
    const refusal = { slug: 'invalid-request', errors: [{ pointer: '/token' }] };
    const tokens = [
      await inviteAgain(database.pool, ACTOR, disabled.personId, REASON),
      await inviteAgain(database.pool, ACTOR, late.personId, REASON),
    ];
    await disablePerson(database.pool, ACTOR, disabled.personId, REASON);
    const owner = `UPDATE auth_invitations SET expires_at = now() - interval '1 s' WHERE user_id = $1`;
    await withConnection(database.ownerUrl, (client) => client.query(owner, [late.personId]));
    for (const token of tokens) {
      await expect(
        acceptInvitation(database.pool, { token, password: 'another password' }),
      ).rejects.toMatchObject(refusal);
    }
  });
});

describe('administrators', () => {
  test('who disable or demote each other at the same moment leave one who is not', async () => {
    for (const end of [
      (id: string) => disablePerson(database.pool, ACTOR, id, REASON),
      (id: string) => changeRole(database.pool, ACTOR, id, { role: 'viewer', reason: REASON }),
    ]) {
      await person('admin');
      const admins = async () =>
        (
          await database.pool.query<{ user_id: string }>(
            `SELECT user_id FROM auth_grants g JOIN auth_users u ON u.id = g.user_id
             WHERE role = 'admin' AND disabled_at IS NULL`,
          )
        ).rows.map((row) => row.user_id);
      const all = await admins();
      const ended = await Promise.allSettled(all.map(end));
      expect(ended.filter(({ status }) => status === 'rejected')).toMatchObject([
        { reason: { slug: 'invalid-request' } },
      ]);
      expect(await admins()).toHaveLength(1);
    }
  });
});

test('each change of a person has one event that names who and why, and no secret', async () => {
  const { personId, ...credentials } = await person();
  const cookies = cookieHeader(await enter(credentials));
  await here.end(cookies, 'signed out');
  await changeRole(database.pool, ACTOR, personId, { role: 'auditor', reason: 'audit' });
  await disablePerson(database.pool, ACTOR, personId, 'left');
  await disablePerson(database.pool, ACTOR, personId, 'again');
  const told = await events(personId);
  expect(told.map(({ outcome, record }) => [outcome, record.actor, record.reason])).toEqual([
    ['person.invited', 'tester', REASON],
    ['person.password_set', credentials.email, 'invitation'],
    ['person.signed_in', credentials.email, 'password'],
    ['person.signed_out', credentials.email, 'signed out'],
    ['person.role_changed', 'tester', 'audit'],
    ['person.disabled', 'tester', 'left'],
  ]);
  expect(told[2]?.record).toMatchObject({
    actor_role: 'viewer',
    after: { ip: expect.stringMatching(/^192\.0\.2\./), user_agent: 'a browser' },
  });
  const { rows } = await database.pool.query<{ text: string }>(
    'SELECT o::text AS text FROM outbox o',
  );
  for (const { text } of rows) {
    expect(text).not.toContain(credentials.password);
    expect(text).not.toContain(here.tokenOf(cookies));
  }
});

test.each(ROLES)('the role %s is among those that the database takes', async (role) => {
  const { personId } = await person(role);
  const { rows } = await database.pool.query('SELECT role FROM auth_grants WHERE user_id = $1', [
    personId,
  ]);
  expect(rows).toEqual([{ role }]);
});
