import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Client } from 'pg';
import { isCode } from '@/lib/config/durable-file';
import { StartError } from '@/lib/config/errors';
import { GROUP_ROLES, INGEST_ROLE, TAIL_ROLE } from './grants';

const { escapeIdentifier } = pg;

/** duplicate_object, unique_violation of the catalog, "tuple concurrently updated". */
const RACES = ['42710', '23505', 'XX000'];
const INSUFFICIENT_PRIVILEGE = '42501';
const ATTEMPTS = 20;

/** The login roles behind the two URLs: the same one where there is one URL. */
export interface Logins {
  readonly app: string;
  readonly owner: string;
}

/** What separates the roles on this database. */
export interface Roles {
  /** The app's login can do no more than the ingest needs. */
  readonly separated: boolean;
  /** What the tail and the purges SET ROLE to on the owner's connection; null: they stay the owner. */
  readonly tailRole: typeof TAIL_ROLE | null;
}

/**
 * Sees to the group roles and tells what they separate. Throws StartError when two logins are to
 * be separated and the roles for it are missing and may not be made.
 */
export async function establishRoles(client: Client, logins: Logins): Promise<Roles> {
  if (await ensureGroupRoles(client, logins)) {
    return { separated: await isSeparated(client, logins), tailRole: TAIL_ROLE };
  }
  if (logins.app === logins.owner) return { separated: false, tailRole: null };
  throw new StartError(
    `the owner's login may not make the roles that keep the app's from changing the log: have an administrator run "${statements(logins).join('; ')}", or unset DIRECT_DATABASE_URL to do without`,
  );
}

/**
 * Makes group roles and memberships where they are missing: the app's login is put into
 * `onceover_ingest`, the owner into both, for SET ROLE. Returns false when this connection may not.
 * Roles belong to the whole server, so starters of several databases may race here.
 */
export async function ensureGroupRoles(client: Client, logins: Logins): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeMissing(client, logins);
      return true;
    } catch (error) {
      if (isCode(error, INSUFFICIENT_PRIVILEGE)) return false;
      if (attempt === ATTEMPTS || !RACES.some((code) => isCode(error, code))) throw error;
      await sleep(attempt * 10);
    }
  }
}

async function makeMissing(client: Client, logins: Logins): Promise<void> {
  for (const role of GROUP_ROLES) {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
    if (rowCount === 0) await client.query(createRole(role));
  }
  const ability = await abilityToSetRole(client);
  for (const { role, member } of memberships(logins)) {
    const wanted = member === logins.owner ? ability : 'USAGE';
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_has_role($1::name, $2::name, $3) AS held',
      [member, role, wanted],
    );
    if (rows[0]?.held !== true) await client.query(grantRole(role, member));
  }
}

/** From PostgreSQL 16 on who made a role is its member, but may not SET ROLE to it. */
async function abilityToSetRole(client: Client): Promise<'SET' | 'MEMBER'> {
  const { rows } = await client.query<{ modern: boolean }>(
    "SELECT current_setting('server_version_num')::integer >= 160000 AS modern",
  );
  return rows[0]?.modern === true ? 'SET' : 'MEMBER';
}

function memberships({ app, owner }: Logins): { role: string; member: string }[] {
  const owners = GROUP_ROLES.map((role) => ({ role, member: owner }));
  return app === owner ? owners : [...owners, { role: INGEST_ROLE, member: app }];
}

function statements(logins: Logins): string[] {
  const grants = memberships(logins).map(({ role, member }) => grantRole(role, member));
  return [...GROUP_ROLES.map(createRole), ...grants];
}

function createRole(role: string): string {
  return `CREATE ROLE ${escapeIdentifier(role)} NOLOGIN`;
}

function grantRole(role: string, member: string): string {
  return `GRANT ${escapeIdentifier(role)} TO ${escapeIdentifier(member)}`;
}

/** A superuser, or a member of the owner or of the tail, is confined by nothing. */
async function isSeparated(client: Client, { app, owner }: Logins): Promise<boolean> {
  if (app === owner) return false;
  const { rows } = await client.query<{ confined: boolean }>(
    `SELECT NOT (rolsuper OR pg_has_role(rolname, $2::name, 'MEMBER')
                 OR pg_has_role(rolname, $3::name, 'MEMBER')) AS confined
     FROM pg_roles WHERE rolname = $1`,
    [app, owner, TAIL_ROLE],
  );
  return rows[0]?.confined === true;
}
