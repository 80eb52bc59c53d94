import type { Pool } from 'pg';
import type { PrismaClient } from '@/lib/database/prisma/client';
import { type Queryable, runStatement } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { ALL_MERCHANTS, type Grant, type Role } from '../roles';

/** False where there are people already. */
export async function insertFirstPerson(
  transaction: Queryable,
  person: { readonly personId: string; readonly email: string; readonly passwordHash: string },
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'insert-first-person',
    text: `INSERT INTO auth_users (id, name, email, email_verified)
      SELECT $1, 'Administrator', $2, true WHERE NOT EXISTS (SELECT FROM auth_users)
      ON CONFLICT DO NOTHING`,
    values: [person.personId, person.email],
  });
  if (rowCount !== 1) return false;
  await transaction.query({
    name: 'insert-first-account',
    text: `INSERT INTO auth_accounts (id, account_id, provider_id, user_id, password)
      VALUES ($1::uuid, $1::uuid::text, 'credential', $1::uuid, $2)`,
    values: [person.personId, person.passwordHash],
  });
  const grants = [{ merchantId: ALL_MERCHANTS, role: 'admin' }] as const;
  await replaceGrants(transaction, person.personId, { grants, endsAt: null, source: 'here' });
  return true;
}

/** False where somebody has this email address already. */
export async function insertPerson(
  transaction: Queryable,
  person: { readonly personId: string; readonly email: string; readonly name: string },
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'insert-person',
    text: `INSERT INTO auth_users (id, name, email, email_verified) VALUES ($1, $2, $3, true)
      ON CONFLICT DO NOTHING`,
    values: [person.personId, person.name, person.email],
  });
  return rowCount === 1;
}

interface GivenGrants {
  readonly grants: readonly Grant[];
  /** RFC 3339; null: for good. */
  readonly endsAt: string | null;
  readonly source: 'here' | 'groups';
}

/** Instead of what was granted before. */
export async function replaceGrants(
  transaction: Queryable,
  personId: string,
  { grants, endsAt, source }: GivenGrants,
): Promise<void> {
  await transaction.query({
    name: 'delete-grants',
    text: 'DELETE FROM auth_grants WHERE user_id = $1',
    values: [personId],
  });
  const merchantIds = grants.map(({ merchantId }) => merchantId);
  const roles = grants.map(({ role }) => role);
  await transaction.query({
    name: 'insert-grants',
    text: `INSERT INTO auth_grants (user_id, merchant_id, role, ends_at, source)
      SELECT $1, merchant_id, role, $4, $5
      FROM unnest($2::uuid[], $3::text[]) AS g(merchant_id, role)`,
    values: [personId, merchantIds, roles, endsAt, source],
  });
}

/** Whether a role was given here, not by groups of the issuer. */
export async function hasGrantsGivenHere(
  transaction: Queryable,
  personId: string,
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'grants-given-here',
    text: `SELECT FROM auth_grants WHERE user_id = $1 AND source = 'here'`,
    values: [personId],
  });
  return rowCount !== 0;
}

/** Whom an account at the issuer belongs to. */
export async function findAccount(
  transaction: Queryable,
  account: string,
): Promise<string | undefined> {
  const { rows } = await transaction.query<{ user_id: string }>({
    name: 'find-issuer-account',
    text: `SELECT user_id FROM auth_accounts WHERE provider_id = 'oidc' AND account_id = $1`,
    values: [account],
  });
  return rows[0]?.user_id;
}

export async function findUserByEmail(
  transaction: Queryable,
  email: string,
): Promise<string | undefined> {
  const { rows } = await transaction.query<{ id: string }>({
    name: 'find-user-by-email',
    text: 'SELECT id FROM auth_users WHERE email = $1',
    values: [email],
  });
  return rows[0]?.id;
}

export async function insertAccount(
  transaction: Queryable,
  personId: string,
  account: string,
): Promise<void> {
  await transaction.query({
    name: 'insert-issuer-account',
    text: `INSERT INTO auth_accounts (id, account_id, provider_id, user_id)
      VALUES ($1, $2, 'oidc', $3)`,
    values: [uuidv7(), account, personId],
  });
}

/** The person's only invitation from now on. */
export async function replaceInvitation(
  transaction: Queryable,
  personId: string,
  tokenHash: Buffer,
  validSeconds: number,
): Promise<void> {
  await transaction.query({
    name: 'delete-invitations',
    text: 'DELETE FROM auth_invitations WHERE user_id = $1 OR expires_at < now()',
    values: [personId],
  });
  await transaction.query({
    name: 'insert-invitation',
    text: `INSERT INTO auth_invitations (token_hash, user_id, expires_at)
      VALUES ($1, $2, now() + $3 * interval '1 second')`,
    values: [tokenHash, personId, validSeconds],
  });
}

/** Locks the person until the transaction ends, so that changes come one after another. */
export async function lockPerson(
  transaction: Queryable,
  personId: string,
): Promise<{ readonly email: string; readonly disabled: boolean } | undefined> {
  const { rows } = await transaction.query<{ email: string; disabled: boolean }>({
    name: 'lock-person',
    text: `SELECT email, disabled_at IS NOT NULL AS disabled FROM auth_users
      WHERE id = $1 FOR UPDATE`,
    values: [personId],
  });
  return rows[0];
}

/** What an event keeps of a person's grants. */
export async function readGrants(transaction: Queryable, personId: string) {
  const { rows } = await transaction.query<GrantRow>({
    name: 'read-grants',
    text: `SELECT merchant_id, role, ends_at FROM auth_grants WHERE user_id = $1
      ORDER BY merchant_id`,
    values: [personId],
  });
  return rows;
}

export interface GrantRow {
  readonly merchant_id: string;
  readonly role: Role;
  readonly ends_at: Date | null;
}

export async function endSessions(transaction: Queryable, personId: string): Promise<void> {
  await transaction.query({
    name: 'end-persons-sessions',
    text: 'DELETE FROM auth_sessions WHERE user_id = $1',
    values: [personId],
  });
}

/** How many there were. */
export async function deleteFactors(
  transaction: Queryable,
  personId: string,
): Promise<{ readonly authenticators: number; readonly passkeys: number }> {
  const { rows } = await transaction.query<{ authenticators: number; passkeys: number }>({
    name: 'delete-factors',
    text: `WITH codes AS (DELETE FROM auth_recovery_codes WHERE user_id = $1),
        totps AS (DELETE FROM auth_totps WHERE user_id = $1 RETURNING 1),
        passkeys AS (DELETE FROM auth_passkeys WHERE user_id = $1 RETURNING 1)
      SELECT (SELECT count(*)::int FROM totps) AS authenticators,
        (SELECT count(*)::int FROM passkeys) AS passkeys`,
    values: [personId],
  });
  return rows[0] ?? { authenticators: 0, passkeys: 0 };
}

export async function disable(transaction: Queryable, personId: string): Promise<void> {
  await transaction.query({
    name: 'disable-person',
    text: 'UPDATE auth_users SET disabled_at = clock_timestamp() WHERE id = $1',
    values: [personId],
  });
  await transaction.query({
    name: 'delete-invitations-of',
    text: 'DELETE FROM auth_invitations WHERE user_id = $1',
    values: [personId],
  });
}

const ADMINISTRATORS = `SELECT g.user_id FROM auth_grants g
  WHERE g.merchant_id = '${ALL_MERCHANTS}' AND g.role = 'admin' AND coalesce(g.ends_at > now(), true)`;

/** Whether somebody else could still manage people, were this person not there. */
export async function hasOtherAdministrator(
  transaction: Queryable,
  personId: string,
): Promise<boolean> {
  // All are locked first, in order, so that two cannot end each other at the same moment; what has
  // happened until then only a statement of its own sees.
  await transaction.query({
    name: 'lock-administrators',
    text: `SELECT FROM auth_users WHERE id IN (${ADMINISTRATORS}) ORDER BY id FOR UPDATE`,
    values: [],
  });
  const { rowCount } = await transaction.query({
    name: 'other-administrators',
    text: `SELECT FROM auth_users WHERE id IN (${ADMINISTRATORS}) AND id <> $1
      AND disabled_at IS NULL LIMIT 1`,
    values: [personId],
  });
  return rowCount === 1;
}

/** The ids that no merchant has. */
export async function unknownMerchants(
  pool: Pool,
  merchantIds: readonly string[],
): Promise<string[]> {
  const rows = await runStatement<{ merchant_id: string }>(pool, {
    name: 'unknown-merchants',
    text: `SELECT n.merchant_id FROM unnest($1::uuid[]) AS n(merchant_id)
      WHERE NOT EXISTS (SELECT FROM merchants m WHERE m.merchant_id = n.merchant_id)`,
    values: [merchantIds],
  });
  return rows.map((row) => row.merchant_id);
}

const WITH_GRANTS = { grants: { orderBy: { merchantId: 'asc' } } } as const;

/** Newest first, one more than `limit`. */
export function listPersonRows(
  prisma: PrismaClient,
  page: { readonly before: string | undefined; readonly limit: number },
) {
  return prisma.authUser.findMany({
    where: page.before ? { id: { lt: page.before } } : {},
    include: WITH_GRANTS,
    orderBy: { id: 'desc' },
    take: page.limit + 1,
  });
}

export function findPersonRow(prisma: PrismaClient, personId: string) {
  return prisma.authUser.findUnique({ where: { id: personId }, include: WITH_GRANTS });
}

export function findPersonByEmail(prisma: PrismaClient, email: string) {
  return prisma.authUser.findUnique({ where: { email }, include: WITH_GRANTS });
}
