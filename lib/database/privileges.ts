import pg, { type Client } from 'pg';
import { GROUP_ROLES, type Grants } from './grants';

const { escapeIdentifier } = pg;

/** Serialises starters of one database. */
const PRIVILEGES_LOCK = 72_707_370;

/** One privilege of one role on one table, or on one of its columns. */
interface Held {
  readonly role: string;
  readonly schema: string;
  readonly table: string;
  readonly privilege: string;
  readonly column: string | null;
}

const READ_HELD = `
  WITH acl AS (
    SELECT relnamespace, relname, relacl AS entries, NULL AS attname FROM pg_class
    UNION ALL
    SELECT relnamespace, relname, attacl, attname
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  )
  SELECT rolname AS role, nspname AS schema, relname AS "table",
         privilege_type AS privilege, attname AS "column"
  FROM acl
  CROSS JOIN LATERAL aclexplode(entries)
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
  JOIN pg_roles ON pg_roles.oid = grantee
  WHERE rolname = ANY ($1) AND nspname = ANY ($2)`;

/**
 * Makes the group roles' privileges on the tables what `grants` says, no less and no more, in one
 * transaction; writes nothing where they are so already. Returns how many it changed.
 */
export async function applyGrants(client: Client, grants: Grants): Promise<number> {
  const wanted = Object.entries(grants).flatMap(([table, roles]) => expand(table, roles));
  const schemas = [
    ...new Set(['public', ...Object.keys(grants).map((name) => locate(name).schema)]),
  ];
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [PRIVILEGES_LOCK]);
    await openSchemas(client, schemas);
    const excess = without(await readHeld(client, schemas), wanted);
    for (const each of excess) await client.query(`REVOKE ${phrase(each)} FROM ${roleOf(each)}`);
    // Read again: revoking from a table takes the same privilege from its columns too.
    const missing = without(wanted, await readHeld(client, schemas));
    for (const each of missing) await client.query(`GRANT ${phrase(each)} TO ${roleOf(each)}`);
    await client.query('COMMIT');
    return missing.length + excess.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function readHeld(client: Client, schemas: readonly string[]): Promise<Held[]> {
  const { rows } = await client.query<Held>(READ_HELD, [GROUP_ROLES, schemas]);
  return rows;
}

async function openSchemas(client: Client, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) {
    for (const role of GROUP_ROLES) {
      const { rows } = await client.query<{ held: boolean }>(
        "SELECT has_schema_privilege($1, $2, 'USAGE') AS held",
        [role, schema],
      );
      if (rows[0]?.held === true) continue;
      await client.query(
        `GRANT USAGE ON SCHEMA ${escapeIdentifier(schema)} TO ${escapeIdentifier(role)}`,
      );
    }
  }
}

function expand(name: string, roles: Grants[string]): Held[] {
  const { schema, table } = locate(name);
  return GROUP_ROLES.flatMap((role) =>
    (roles[role] ?? []).flatMap((spelled) => {
      const [privilege, columns] = split(spelled.replace(')', ''), ' (');
      return (columns === '' ? [null] : columns.split(/\s*,\s*/)).map((column) => ({
        role,
        schema,
        table,
        privilege,
        column,
      }));
    }),
  );
}

function locate(name: string): { readonly schema: string; readonly table: string } {
  const [first, second] = split(name, '.');
  return second === '' ? { schema: 'public', table: first } : { schema: first, table: second };
}

function split(whole: string, separator: string): [string, string] {
  const [before = '', after = ''] = whole.split(separator);
  return [before, after];
}

function without(from: readonly Held[], those: readonly Held[]): Held[] {
  const names = new Set(those.map(nameOf));
  return from.filter((each) => !names.has(nameOf(each)));
}

function nameOf({ role, schema, table, privilege, column }: Held): string {
  return JSON.stringify([role, schema, table, privilege, column]);
}

function phrase({ schema, table, privilege, column }: Held): string {
  const columns = column === null ? '' : ` (${escapeIdentifier(column)})`;
  return `${privilege}${columns} ON ${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
}

function roleOf({ role }: Held): string {
  return escapeIdentifier(role);
}
