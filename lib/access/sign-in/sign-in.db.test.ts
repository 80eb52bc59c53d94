import { describe, expect, test } from 'vitest';
import { disablePerson } from '../people/disable-person';
import { invitePerson } from '../people/invite-person';
import { ACTOR, cookieHeader, REASON, signInHarness } from '../testing/sign-in-harness';

const harness = signInHarness();
const REFUSED = { slug: 'unauthenticated', message: 'The email address or the password is wrong.' };
const LOCKED = { slug: 'rate-limited', headers: { 'retry-after': expect.stringMatching(/^\d+$/) } };

describe('a failed sign-in', () => {
  test('is refused alike whatever the cause, and sets no cookie', async () => {
    const disabled = await harness.person();
    await disablePerson(harness.database.pool, ACTOR, disabled.personId, REASON);
    const ended = await harness.person();
    await harness.database.pool.query('DELETE FROM auth_grants WHERE user_id = $1', [
      ended.personId,
    ]);
    const uninvited = { email: 'nobody@example.com' };
    await invitePerson(harness.database.pool, ACTOR, {
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
      await expect(harness.enter(over)).rejects.toMatchObject(REFUSED);
      expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(249);
    }
    const { rows } = await harness.database.pool.query(
      'SELECT count(*)::int AS sessions FROM auth_sessions WHERE user_id = ANY ($1)',
      [[disabled.personId, ended.personId]],
    );
    expect(rows).toEqual([{ sessions: 0 }]);
  });

  test('locks this person out at this address after five, the right password too', async () => {
    const { personId: _, ...credentials } = await harness.person();
    const { ip } = harness.request();
    for (let failure = 1; failure <= 5; failure += 1) {
      await expect(harness.enter({ ...credentials, password: 'wrong', ip })).rejects.toMatchObject(
        REFUSED,
      );
    }
    await expect(harness.enter({ ...credentials, ip })).rejects.toMatchObject(LOCKED);
    await expect(harness.enter({ ...credentials, ip }, harness.elsewhere)).rejects.toMatchObject(
      LOCKED,
    );
    // Nobody else is locked out: not the same person harness.elsewhere, nor another person harness.here.
    await harness.enter(credentials);
    await harness.enter({ ip });
  });

  test('does not lock a browser out that has signed in before', async () => {
    const { personId: _, ...credentials } = await harness.person();
    const { ip } = harness.request();
    const cookies = cookieHeader(await harness.enter({ ...credentials, ip }));
    for (let failure = 1; failure <= 5; failure += 1) {
      await expect(harness.enter({ ...credentials, password: 'wrong', ip })).rejects.toMatchObject(
        REFUSED,
      );
    }
    await expect(harness.enter({ ...credentials, ip })).rejects.toMatchObject(LOCKED);
    await harness.enter({ ...credentials, ip, cookies });
    const device = cookieHeader(await harness.enter()).split('; ')[1];
    // Another person's browser is not this one's.
    await expect(harness.enter({ ...credentials, ip, cookies: device })).rejects.toMatchObject(
      LOCKED,
    );
  });

  test('is counted however many come at once', async () => {
    const { personId: _, ...credentials } = await harness.person();
    const { ip } = harness.request();
    const guesses = await Promise.allSettled(
      Array.from({ length: 30 }, (_each, index) =>
        harness.enter({ ...credentials, password: `guess ${index}`, ip }),
      ),
    );
    const slugs = guesses.map((guess) => guess.status === 'rejected' && guess.reason.slug);
    expect(slugs.filter((slug) => slug === 'unauthenticated')).toHaveLength(5);
    expect(slugs.filter((slug) => slug === 'rate-limited')).toHaveLength(25);
  });

  test('many at once that are right are all let in', async () => {
    const { personId: _, ...credentials } = await harness.person();
    const { ip } = harness.request();
    const entered = await Promise.all(
      Array.from({ length: 7 }, () => harness.enter({ ...credentials, ip })),
    );
    expect(new Set(entered.map(([cookie]) => cookie)).size).toBe(7);
  });
});
