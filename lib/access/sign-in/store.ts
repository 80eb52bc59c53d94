import type { Pool } from 'pg';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { Grant } from '../roles';
import type { Count } from './throttle';

/** The nil UUID in a grant is every merchant: roles.ts. */
const VALID_GRANT = `g.user_id = u.id AND coalesce(g.ends_at > now(), true)`;
const GRANTS = `(SELECT coalesce(
    json_agg(json_build_object('merchantId', g.merchant_id, 'role', g.role)), '[]')
  FROM auth_grants g WHERE ${VALID_GRANT})`;

export interface SessionRow {
  readonly person_id: string;
  readonly session_id: string;
  readonly email: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** The one asked for, or the first; null where the person has none such. */
  readonly merchant_id: string | null;
}

/**
 * A live session's person, by the database's clock, and the merchant that is looked at. The idle end
 * moves with use, written twice a minute at most. Whoever is disabled or has no grant left has no
 * session. Throws DatabaseError.
 */
export async function findSession(
  pool: Pool,
  token: string,
  limits: { readonly idleSeconds: number; readonly maxSeconds: number },
  merchantId: string | undefined,
): Promise<SessionRow | undefined> {
  const [row] = await runStatement<SessionRow>(pool, {
    name: 'find-session',
    text: `WITH live AS (
        SELECT s.id AS session_id, s.user_id, s.updated_at
        FROM auth_sessions s JOIN auth_users u ON u.id = s.user_id
        WHERE s.token = $1 AND s.expires_at > now()
          AND s.created_at > now() - $3 * interval '1 second'
          AND u.disabled_at IS NULL AND EXISTS (SELECT FROM auth_grants g WHERE ${VALID_GRANT})
      ), used AS (
        UPDATE auth_sessions s
        SET updated_at = now(), expires_at = now() + $2 * interval '1 second'
        FROM live WHERE s.id = live.session_id AND s.updated_at < now() - interval '30 seconds'
        RETURNING s.user_id
      ), seen AS (
        UPDATE auth_users u SET last_seen_at = now() FROM used WHERE u.id = used.user_id
      )
      SELECT u.id AS person_id, live.session_id, u.email, u.name, ${GRANTS} AS grants,
        (SELECT m.merchant_id FROM merchants m
         WHERE m.removed_at IS NULL AND coalesce(m.merchant_id = $4::uuid, true) AND EXISTS (
           SELECT FROM auth_grants g WHERE ${VALID_GRANT}
             AND g.merchant_id IN (m.merchant_id, '00000000-0000-0000-0000-000000000000'))
         ORDER BY m.merchant_id LIMIT 1) AS merchant_id
      FROM live JOIN auth_users u ON u.id = live.user_id`,
    values: [token, limits.idleSeconds, limits.maxSeconds, merchantId ?? null],
  });
  return row;
}

export interface MerchantName {
  readonly merchant_id: string;
  readonly name: string;
}

/**
 * The merchants that a person may see, as many as a menu can hold: first the one that findSession
 * gives where none is asked for, then the others by name.
 */
export function listPersonMerchants(pool: Pool, personId: string): Promise<MerchantName[]> {
  return runStatement<MerchantName>(pool, {
    name: 'list-person-merchants',
    text: `SELECT m.merchant_id, m.name FROM merchants m JOIN auth_users u ON u.id = $1
      WHERE m.removed_at IS NULL AND EXISTS (SELECT FROM auth_grants g WHERE ${VALID_GRANT}
        AND g.merchant_id IN (m.merchant_id, '00000000-0000-0000-0000-000000000000'))
      ORDER BY row_number() OVER (ORDER BY m.merchant_id) > 1, m.name, m.merchant_id LIMIT 500`,
    values: [personId],
  });
}

export interface SignerRow {
  readonly email: string;
  readonly grants: readonly Grant[];
}

/** Who may start a session: neither disabled nor without a grant that holds. */
export async function findSigner(pool: Pool, personId: string): Promise<SignerRow | undefined> {
  const [row] = await runStatement<SignerRow>(pool, {
    name: 'find-signer',
    text: `SELECT u.email, ${GRANTS} AS grants FROM auth_users u
      WHERE u.id = $1 AND u.disabled_at IS NULL
        AND EXISTS (SELECT FROM auth_grants g WHERE ${VALID_GRANT})`,
    values: [personId],
  });
  return row;
}

/** Whose email address this is, and the hash of their password if they have one. */
export async function findCredential(
  pool: Pool,
  email: string,
): Promise<{ readonly person_id: string; readonly password: string | null } | undefined> {
  const [row] = await runStatement<{ person_id: string; password: string | null }>(pool, {
    name: 'find-credential',
    text: `SELECT u.id AS person_id, a.password FROM auth_users u
      LEFT JOIN auth_accounts a ON a.user_id = u.id AND a.provider_id = 'credential'
      WHERE u.email = $1`,
    values: [email],
  });
  return row;
}

/** Marks a person as seen; the new session's idle end counts from now. */
export async function recordSignIn(
  transaction: Queryable,
  personId: string,
  { token, idleSeconds }: { readonly token: string; readonly idleSeconds: number },
): Promise<void> {
  await transaction.query({
    name: 'begin-idle-time',
    text: `UPDATE auth_sessions SET expires_at = now() + $2 * interval '1 second'
      WHERE token = $1`,
    values: [token, idleSeconds],
  });
  await transaction.query({
    name: 'record-sign-in',
    text: 'UPDATE auth_users SET last_seen_at = clock_timestamp() WHERE id = $1',
    values: [personId],
  });
}

/** Undefined where there was no such session. */
export async function deleteSession(
  transaction: Queryable,
  token: string,
): Promise<{ readonly person_id: string; readonly email: string } | undefined> {
  const { rows } = await transaction.query<{ person_id: string; email: string }>({
    name: 'delete-session',
    text: `DELETE FROM auth_sessions s USING auth_users u WHERE s.token = $1 AND u.id = s.user_id
      RETURNING u.id AS person_id, u.email`,
    values: [token],
  });
  return rows[0];
}

export interface OwnSessionRow {
  readonly session_id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
}

/** A person's live sessions, the latest use first; as many as a page can hold. */
export function listPersonSessions(
  pool: Pool,
  personId: string,
  maxSeconds: number,
): Promise<OwnSessionRow[]> {
  return runStatement<OwnSessionRow>(pool, {
    name: 'list-person-sessions',
    text: `SELECT id AS session_id, created_at, updated_at, ip_address, user_agent
      FROM auth_sessions WHERE user_id = $1 AND expires_at > now()
        AND created_at > now() - $2 * interval '1 second'
      ORDER BY updated_at DESC, id LIMIT 100`,
    values: [personId, maxSeconds],
  });
}

/** False where the person had no such session. */
export async function deletePersonSession(
  transaction: Queryable,
  personId: string,
  sessionId: string,
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'delete-person-session',
    text: 'DELETE FROM auth_sessions WHERE id = $2 AND user_id = $1',
    values: [personId, sessionId],
  });
  return rowCount === 1;
}

/** The failures that count now. */
export function readThrottles(pool: Pool, names: readonly string[]): Promise<Count[]> {
  return runStatement<Count>(pool, {
    name: 'read-throttles',
    text: `SELECT name, failures, extract(epoch FROM ends_at - now())::float8 AS seconds_left
      FROM auth_throttles WHERE name = ANY ($1) AND ends_at > now()`,
    values: [names],
  });
}

/** One more failure each; a window that has ended begins anew. What ended long ago is removed. */
export async function countFailure(
  pool: Pool,
  names: readonly string[],
  windowSeconds: number,
): Promise<void> {
  await runStatement(pool, {
    name: 'count-failure',
    text: `WITH old AS (
        DELETE FROM auth_throttles WHERE name IN (
          SELECT name FROM auth_throttles WHERE ends_at < now() - interval '1 hour'
          LIMIT 100 FOR UPDATE SKIP LOCKED)
      )
      INSERT INTO auth_throttles AS t (name, failures, ends_at)
      SELECT name, 1, now() + $2 * interval '1 second' FROM unnest($1::text[]) AS n(name)
      ORDER BY name
      ON CONFLICT (name) DO UPDATE SET
        failures = CASE WHEN t.ends_at > now() THEN t.failures + 1 ELSE 1 END,
        ends_at = CASE WHEN t.ends_at > now() THEN t.ends_at ELSE excluded.ends_at END`,
    values: [names, windowSeconds],
  });
}

/** The first of them knows better now: its failures are forgotten. */
export async function forgetFailures(pool: Pool, name: string): Promise<void> {
  await runStatement(pool, {
    name: 'forget-failures',
    text: 'DELETE FROM auth_throttles WHERE name = $1',
    values: [name],
  });
}

/** The person an invitation was for; it is used up. Undefined where it is not valid. */
export async function useInvitation(
  transaction: Queryable,
  tokenHash: Buffer,
): Promise<{ readonly person_id: string; readonly email: string } | undefined> {
  const { rows } = await transaction.query<{ person_id: string; email: string }>({
    name: 'use-invitation',
    text: `DELETE FROM auth_invitations i USING auth_users u
      WHERE i.token_hash = $1 AND i.expires_at > now() AND u.id = i.user_id
        AND u.disabled_at IS NULL
      RETURNING u.id AS person_id, u.email`,
    values: [tokenHash],
  });
  return rows[0];
}

/** A person's password, the first or another one; who was signed in by the old one is out. */
export async function setPassword(
  transaction: Queryable,
  personId: string,
  passwordHash: string,
): Promise<void> {
  await transaction.query({
    name: 'set-password',
    text: `INSERT INTO auth_accounts (id, account_id, provider_id, user_id, password)
      VALUES ($1::uuid, $1::uuid::text, 'credential', $1::uuid, $2)
      ON CONFLICT (provider_id, account_id)
      DO UPDATE SET password = excluded.password, updated_at = clock_timestamp()`,
    values: [personId, passwordHash],
  });
  await transaction.query({
    name: 'end-sessions',
    text: 'DELETE FROM auth_sessions WHERE user_id = $1',
    values: [personId],
  });
}
