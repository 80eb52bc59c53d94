import { describe, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { publicId } from '@/lib/http/uuid';
import { createMerchant } from '../create-merchant';
import { changeRole } from '../people/change-role';
import { disablePerson } from '../people/disable-person';
import {
  ACTOR,
  ADMINISTRATOR,
  cookieHeader,
  REASON,
  signInHarness,
} from '../testing/sign-in-harness';

const harness = signInHarness();

describe('a session', () => {
  test('is begun by the password, and known on every instance', async () => {
    const cookies = cookieHeader(await harness.enter({ email: 'Admin@Onceover.local' }));
    for (const sessions of [harness.here, harness.elsewhere]) {
      const visit = await sessions.find(cookies);
      expect(visit?.person).toMatchObject({ email: ADMINISTRATOR.email, name: 'Administrator' });
      expect(visit?.person.grants).toMatchObject([{ role: 'admin' }]);
      expect(visit?.merchantId).toBeDefined();
    }
  });

  test('is another one at each sign-in, and the one before is over', async () => {
    const first = await harness.enter();
    const second = await harness.enter({ cookies: cookieHeader(first) });
    expect(second[0]).not.toBe(first[0]);
    expect(await harness.here.find(cookieHeader(first))).toBeUndefined();
    expect(await harness.here.find(cookieHeader(second))).toBeDefined();
  });

  test('has a cookie as the public URL allows', async () => {
    const [plain, plainDevice] = await harness.enter();
    const [secure, secureDevice] = await harness.enter(
      {},
      harness.instance('https://onceover.example.com'),
    );
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
    const [cookie = ''] = (await harness.enter()).map((each) => each.split(';')[0] ?? '');
    expect(await harness.here.find(cookie)).toBeDefined();
    const token = harness.here.tokenOf(cookie);
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
      expect(await harness.here.find(wrong), wrong).toBeUndefined();
    }
  });

  test('that is not used has no more than the idle time, counted from sign-in', async () => {
    const token = harness.here.tokenOf(cookieHeader(await harness.enter()));
    const { rows } = await harness.database.pool.query(
      `SELECT expires_at - now() < interval '31 minutes' AS short, expires_at > now() AS lives
        FROM auth_sessions WHERE token = $1`,
      [token],
    );
    expect(rows).toEqual([{ short: true, lives: true }]);
  });

  test.each([
    ['idle', `UPDATE auth_sessions SET expires_at = now() - interval '1 ms' WHERE token = $1`],
    [
      'absolute',
      `UPDATE auth_sessions SET created_at = now() - interval '13 hours' WHERE token = $1`,
    ],
  ])('has an %s end', async (_, statement) => {
    const cookies = cookieHeader(await harness.enter());
    expect(await harness.here.find(cookies)).toBeDefined();
    await harness.database.pool.query(statement, [harness.here.tokenOf(cookies)]);
    expect(await harness.here.find(cookies)).toBeUndefined();
  });

  test('lives on by use, and is not written at each', async () => {
    const cookies = cookieHeader(await harness.enter());
    const token = harness.here.tokenOf(cookies);
    const row = async () =>
      (
        await harness.database.pool.query(
          `SELECT xmin::text, expires_at > now() + interval '29 minutes' AS fresh
           FROM auth_sessions WHERE token = $1`,
          [token],
        )
      ).rows[0];
    await harness.database.pool.query(
      `UPDATE auth_sessions SET expires_at = now() + interval '1 minute',
         updated_at = now() - interval '29 minutes' WHERE token = $1`,
      [token],
    );
    await harness.here.find(cookies);
    const moved = await row();
    expect(moved).toMatchObject({ fresh: true });
    await harness.here.find(cookies);
    expect(await row()).toEqual(moved);
  });

  test('ends at once on every instance: signed out, disabled, another role, the last grant gone or over', async () => {
    const ends: ((personId: string, cookies: string) => Promise<unknown>)[] = [
      (_, cookies) => harness.here.end(cookies, REASON),
      (personId) => disablePerson(harness.database.pool, ACTOR, personId, REASON),
      (personId) =>
        changeRole(harness.database.pool, ACTOR, personId, { role: 'engineer', reason: REASON }),
      (personId) =>
        harness.database.pool.query('DELETE FROM auth_grants WHERE user_id = $1', [personId]),
      (personId) =>
        withConnection(harness.database.ownerUrl, (client) =>
          client.query('UPDATE auth_grants SET ends_at = now() WHERE user_id = $1', [personId]),
        ),
    ];
    for (const end of ends) {
      const { personId, ...credentials } = await harness.person();
      const cookies = cookieHeader(await harness.enter(credentials));
      expect(await harness.elsewhere.find(cookies)).toBeDefined();
      await end(personId, cookies);
      expect(await harness.elsewhere.find(cookies)).toBeUndefined();
    }
  });

  test('looks at the first of its merchants where it asks for none; the others stand by name', async () => {
    const { pool } = harness.database;
    for (const name of ['Younger', 'A later one']) {
      await createMerchant(pool, ACTOR, { name, reason: REASON });
    }
    const visit = await harness.here.find(cookieHeader(await harness.enter()));
    const merchants = visit && (await harness.here.merchantsOf(visit.person));
    expect(merchants?.map(({ name }) => name)).toEqual(['Acme', 'A later one', 'Younger']);
    expect(merchants?.[0]?.id).toBe(publicId('mer', visit?.merchantId ?? ''));
  });

  test('sees only merchants that were granted, and the chosen one', async () => {
    const merchantId = await createMerchant(harness.database.pool, ACTOR, {
      name: 'B',
      reason: REASON,
    });
    const other = await createMerchant(harness.database.pool, ACTOR, { name: 'C', reason: REASON });
    const { personId, ...credentials } = await harness.person();
    const merchants = [publicId('mer', merchantId)];
    await changeRole(harness.database.pool, ACTOR, personId, {
      role: 'viewer',
      merchants,
      reason: REASON,
    });
    const cookies = cookieHeader(await harness.enter(credentials));
    expect(await harness.here.find(cookies)).toMatchObject({ merchantId });
    expect(await harness.here.find(cookies, publicId('mer', merchantId))).toMatchObject({
      merchantId,
    });
    for (const foreign of [publicId('mer', other), publicId('mer', personId), 'mer_x', '']) {
      expect(await harness.here.find(cookies, foreign)).toMatchObject({ merchantId: undefined });
    }
    const visit = await harness.here.find(cookies);
    expect(visit && (await harness.here.merchantsOf(visit.person))).toEqual([
      { id: publicId('mer', merchantId), name: 'B' },
    ]);
  });
});
