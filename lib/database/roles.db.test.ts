import { randomBytes } from 'node:crypto';
import { type Client, escapeIdentifier } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { StartError } from '@/lib/config/errors';
import { withConnection } from './connect';
import { APP_LOGIN, OWNER_LOGIN } from './embedded/passwords';
import { openDatabase } from './open';
import { applyGrants } from './privileges';
import { ensureGroupRoles, establishRoles } from './roles';
import { createTestDatabase, type TestDatabase } from './testing/database';
import { onDatabase } from './testing/on-database';

const logins = { app: APP_LOGIN, owner: OWNER_LOGIN };
let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  await asOwner((client) =>
    client.query('CREATE TABLE t (x int, y int); CREATE SCHEMA s; CREATE TABLE s.u ()'),
  );
});
afterEach(() => database.drop());

function asOwner<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  return withConnection(database.ownerUrl, work);
}

function asSuperuser<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const { superuserUrl } = inject('testServer');
  return withConnection(onDatabase(superuserUrl, new URL(database.url).pathname.slice(1)), work);
}

describe('privileges', () => {
  const grants = {
    t: { onceover_ingest: ['SELECT', 'UPDATE (y)'], onceover_tail: ['INSERT'] },
    's.u': { onceover_ingest: ['DELETE'] },
  } as const;

  test('the app can do what the table says, and nothing else', async () => {
    await asOwner((client) => applyGrants(client, grants));
    await database.pool.query('SELECT * FROM t');
    await database.pool.query('UPDATE t SET y = 1');
    await database.pool.query('DELETE FROM s.u');
    for (const refused of [
      'UPDATE t SET x = 1',
      'DELETE FROM t',
      'INSERT INTO t VALUES (1)',
      'TRUNCATE t',
      'SELECT * FROM s.u',
      'DROP TABLE t',
      'SET ROLE onceover_tail',
      'SET ROLE onceover_owner',
    ]) {
      await expect(database.pool.query(refused), refused).rejects.toThrow(
        /permission denied|must be owner/,
      );
    }
  });

  test('the owner can become the tail, which can do its own share only', async () => {
    await asOwner(async (client) => {
      await applyGrants(client, grants);
      await client.query('SET ROLE onceover_tail');
      await client.query('INSERT INTO t VALUES (1)');
      await expect(client.query('SELECT * FROM t')).rejects.toThrow('permission denied');
    });
  });

  test('a second time changes nothing; what left the table is revoked, what was added by hand too', async () => {
    expect(await asOwner((client) => applyGrants(client, grants))).toBe(4);
    expect(await asOwner((client) => applyGrants(client, grants))).toBe(0);
    await asOwner((client) => client.query('GRANT DELETE ON t TO onceover_ingest'));
    expect(
      await asOwner((client) =>
        applyGrants(client, { t: { onceover_tail: ['INSERT'] }, 's.u': {} }),
      ),
    ).toBe(4);
    await expect(database.pool.query('SELECT * FROM t')).rejects.toThrow('permission denied');
    await expect(database.pool.query('DELETE FROM t')).rejects.toThrow('permission denied');
    await expect(database.pool.query('DELETE FROM s.u')).rejects.toThrow('permission denied');
  });

  test('narrowed from a table to one of its columns', async () => {
    await asOwner((client) =>
      applyGrants(client, { t: { onceover_ingest: ['SELECT', 'SELECT (y)'] } }),
    );
    await asOwner((client) => applyGrants(client, { t: { onceover_ingest: ['SELECT (y)'] } }));
    await database.pool.query('SELECT y FROM t');
    await expect(database.pool.query('SELECT x FROM t')).rejects.toThrow('permission denied');
  });

  test('four starters at once agree', async () => {
    const changes = await Promise.all(
      Array.from({ length: 4 }, () => asOwner((client) => applyGrants(client, grants))),
    );
    expect(changes.sort()).toEqual([0, 0, 0, 4]);
  });
});

describe('roles', () => {
  const suffix = randomBytes(4).toString('hex');
  const names = [`creator_${suffix}`, `plain_${suffix}`, `app_${suffix}`, `boss_${suffix}`];
  const [creator = '', plain = '', app = '', boss = ''] = names;
  function urlOf(login: string): string {
    const url = new URL(database.url);
    url.username = login;
    url.password = 'p';
    return url.href;
  }
  beforeAll(() =>
    withConnection(inject('testServer').superuserUrl, async (client) => {
      for (const name of names) await client.query(`CREATE ROLE ${name} LOGIN PASSWORD 'p'`);
      await client.query(`ALTER ROLE ${creator} CREATEROLE; ALTER ROLE ${boss} SUPERUSER`);
    }),
  );
  afterAll(() =>
    withConnection(inject('testServer').superuserUrl, async (client) => {
      for (const name of names) {
        await client.query(`REASSIGN OWNED BY ${name} TO postgres`);
        await client.query(`DROP ROLE ${name}`);
      }
    }),
  );

  test('two logins of the embedded server are separated', async () => {
    expect(await asOwner((client) => establishRoles(client, logins))).toEqual({
      separated: true,
      tailRole: 'onceover_tail',
    });
  });

  test('one login for both is not, and says so', async () => {
    const both = { app: OWNER_LOGIN, owner: OWNER_LOGIN };
    expect(await asOwner((client) => establishRoles(client, both))).toEqual({
      separated: false,
      tailRole: 'onceover_tail',
    });
  });

  test('an app that could become the owner, or is a superuser, is not separated', async () => {
    await asSuperuser((client) => client.query(`GRANT ${OWNER_LOGIN} TO ${app}`));
    const roles = await asSuperuser((client) =>
      establishRoles(client, { app, owner: OWNER_LOGIN }),
    );
    expect(roles.separated).toBe(false);
    const bossy = await asSuperuser((client) =>
      establishRoles(client, { app: boss, owner: OWNER_LOGIN }),
    );
    expect(bossy.separated).toBe(false);
  });

  test('an owner who may not make roles: the remedy is SQL that an administrator can run', async () => {
    const error: unknown = await withConnection(urlOf(plain), (client) =>
      establishRoles(client, { app: creator, owner: plain }),
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartError);
    if (!(error instanceof StartError)) throw new Error('unreachable');
    const remedy = /run "(.*?)", or/.exec(error.message)?.[1] ?? '';
    expect(remedy).toContain(`TO ${escapeIdentifier(plain)}`);
    const grantsOnly = remedy.split('; ').filter((statement) => statement.startsWith('GRANT'));
    await asSuperuser((client) => client.query(grantsOnly.join(';')));
    const roles = await withConnection(urlOf(plain), (client) =>
      establishRoles(client, { app: creator, owner: plain }),
    );
    expect(roles).toEqual({ separated: true, tailRole: 'onceover_tail' });
  });

  test('one login that may not make roles goes on without', async () => {
    const lone = `lone_${suffix}`;
    await asSuperuser((client) => client.query(`CREATE ROLE ${lone} LOGIN PASSWORD 'p'`));
    names.push(lone);
    const roles = await withConnection(urlOf(lone), (client) =>
      establishRoles(client, { app: lone, owner: lone }),
    );
    expect(roles).toEqual({ separated: false, tailRole: null });
  });

  test('many at once, from different databases too', async () => {
    const member = `member_${suffix}`;
    await asSuperuser((client) => client.query(`CREATE ROLE ${member} LOGIN`));
    names.push(member);
    const { superuserUrl } = inject('testServer');
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        withConnection(
          index % 2 === 0 ? superuserUrl : onDatabase(superuserUrl, 'template1'),
          (client) => ensureGroupRoles(client, { app: member, owner: OWNER_LOGIN }),
        ),
      ),
    );
    expect(all).toEqual(Array(6).fill(true));
  });

  test('URLs that lead to two databases are refused', async () => {
    const config = {
      dataDir: '/nonexistent',
      databaseUrl: database.url,
      directDatabaseUrl: inject('testServer').ownerUrl,
    };
    await expect(openDatabase(config, () => undefined)).rejects.toThrow('two different databases');
  });

  test('a wrong password and a server that is away are one line without the password', async () => {
    for (const databaseUrl of [
      urlOf(app).replace(':p@', ':hidden-word@'),
      'postgres://u:hidden-word@127.0.0.1:1/d',
    ]) {
      const config = { dataDir: '/nonexistent', databaseUrl, directDatabaseUrl: null };
      const error: unknown = await openDatabase(config, () => undefined).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(StartError);
      expect(String(error)).not.toMatch(/hidden-word|\n/);
    }
  });
});
