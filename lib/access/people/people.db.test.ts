import { describe, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { ROLES } from '../roles';
import { acceptInvitation } from '../sign-in/accept-invitation';
import { ACTOR, cookieHeader, REASON, signInHarness } from '../testing/sign-in-harness';
import { changeRole } from './change-role';
import { disablePerson } from './disable-person';
import { inviteAgain } from './invite-person';

const harness = signInHarness();
const REFUSED = { slug: 'unauthenticated', message: 'The email address or the password is wrong.' };

async function events(subject: string) {
  const { rows } = await harness.database.pool.query<{
    outcome: string;
    record: Record<string, unknown>;
  }>(`SELECT outcome, record FROM outbox WHERE record->>'subject_id' = $1 ORDER BY occurred_at`, [
    `per_${subject.replaceAll('-', '')}`,
  ]);
  return rows;
}

describe('an invitation', () => {
  test('sets a password once, and ends what was begun with an older one', async () => {
    const { personId, ...old } = await harness.person();
    const cookies = cookieHeader(await harness.enter(old));
    const first = await inviteAgain(harness.database.pool, ACTOR, personId, REASON);
    const second = await inviteAgain(harness.database.pool, ACTOR, personId, REASON);
    const refusal = { slug: 'invalid-request', errors: [{ pointer: '/token' }] };
    const accept = (token: string) =>
      acceptInvitation(harness.database.pool, { token, password: 'another password' });
    await expect(accept(first)).rejects.toMatchObject(refusal);
    expect(await harness.here.find(cookies)).toBeDefined();
    expect(await accept(second)).toBe(old.email);
    await expect(accept(second)).rejects.toMatchObject(refusal);
    expect(await harness.here.find(cookies)).toBeUndefined();
    await expect(harness.enter(old)).rejects.toMatchObject(REFUSED);
    await harness.enter({ ...old, password: 'another password' });
  });

  test('of a disabled person, or past its end, is worth nothing', async () => {
    const [disabled, late] = [await harness.person(), await harness.person()];
    const refusal = { slug: 'invalid-request', errors: [{ pointer: '/token' }] };
    const tokens = [
      await inviteAgain(harness.database.pool, ACTOR, disabled.personId, REASON),
      await inviteAgain(harness.database.pool, ACTOR, late.personId, REASON),
    ];
    await disablePerson(harness.database.pool, ACTOR, disabled.personId, REASON);
    const owner = `UPDATE auth_invitations SET expires_at = now() - interval '1 s' WHERE user_id = $1`;
    await withConnection(harness.database.ownerUrl, (client) =>
      client.query(owner, [late.personId]),
    );
    for (const token of tokens) {
      await expect(
        acceptInvitation(harness.database.pool, { token, password: 'another password' }),
      ).rejects.toMatchObject(refusal);
    }
  });
});

describe('administrators', () => {
  test('who disable or demote each other at the same moment leave one who is not', async () => {
    for (const end of [
      (id: string) => disablePerson(harness.database.pool, ACTOR, id, REASON),
      (id: string) =>
        changeRole(harness.database.pool, ACTOR, id, { role: 'viewer', reason: REASON }),
    ]) {
      await harness.person('admin');
      const admins = async () =>
        (
          await harness.database.pool.query<{ user_id: string }>(
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
  const { personId, ...credentials } = await harness.person();
  const cookies = cookieHeader(await harness.enter(credentials));
  await harness.here.end(cookies, 'signed out');
  await changeRole(harness.database.pool, ACTOR, personId, { role: 'auditor', reason: 'audit' });
  await disablePerson(harness.database.pool, ACTOR, personId, 'left');
  await disablePerson(harness.database.pool, ACTOR, personId, 'again');
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
  const { rows } = await harness.database.pool.query<{ text: string }>(
    'SELECT o::text AS text FROM outbox o',
  );
  for (const { text } of rows) {
    expect(text).not.toContain(credentials.password);
    expect(text).not.toContain(harness.here.tokenOf(cookies));
  }
});

test.each(ROLES)('the role %s is among those that the database takes', async (role) => {
  const { personId } = await harness.person(role);
  const { rows } = await harness.database.pool.query(
    'SELECT role FROM auth_grants WHERE user_id = $1',
    [personId],
  );
  expect(rows).toEqual([{ role }]);
});
