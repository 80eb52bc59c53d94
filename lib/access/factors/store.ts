import type { Pool } from 'pg';
import { type Queryable, runStatement } from '@/lib/database/session';

export interface TotpRow {
  readonly secret: Buffer;
  readonly confirmed: boolean;
  readonly last_step: number;
}

const TOTP = `SELECT secret, confirmed_at IS NOT NULL AS confirmed, last_step::float8 AS last_step
  FROM auth_totps WHERE user_id = $1`;

/** A person's authenticator, confirmed or not. Throws DatabaseError. */
export async function findTotp(pool: Pool, personId: string): Promise<TotpRow | undefined> {
  const [row] = await runStatement<TotpRow>(pool, {
    name: 'find-totp',
    text: TOTP,
    values: [personId],
  });
  return row;
}

/** The same, locked: two sign-ins cannot use one code. */
export async function lockTotp(
  transaction: Queryable,
  personId: string,
): Promise<TotpRow | undefined> {
  const { rows } = await transaction.query<TotpRow>({
    name: 'lock-totp',
    text: `${TOTP} FOR UPDATE`,
    values: [personId],
  });
  return rows[0];
}

/** A new secret that is not confirmed yet; false where one is confirmed. */
export async function beginTotp(pool: Pool, personId: string, secret: Buffer): Promise<boolean> {
  const rows = await runStatement(pool, {
    name: 'begin-totp',
    text: `INSERT INTO auth_totps AS t (user_id, secret) VALUES ($1, $2)
      ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0
      WHERE t.confirmed_at IS NULL RETURNING 1`,
    values: [personId, secret],
  });
  return rows.length === 1;
}

/** Marks a step as used, which confirms the authenticator too. */
export async function markStep(
  transaction: Queryable,
  personId: string,
  step: number,
): Promise<void> {
  await transaction.query({
    name: 'use-totp-step',
    text: `UPDATE auth_totps SET last_step = $2, confirmed_at = coalesce(confirmed_at, now())
      WHERE user_id = $1`,
    values: [personId, step],
  });
}

export async function replaceRecoveryCodes(
  transaction: Queryable,
  personId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await transaction.query({
    name: 'delete-recovery-codes',
    text: 'DELETE FROM auth_recovery_codes WHERE user_id = $1',
    values: [personId],
  });
  await transaction.query({
    name: 'insert-recovery-codes',
    text: `INSERT INTO auth_recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])`,
    values: [personId, hashes],
  });
}

/** False where there is no such code: it may have been used. */
export async function takeRecoveryCode(
  transaction: Queryable,
  personId: string,
  hash: Buffer,
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'use-recovery-code',
    text: 'DELETE FROM auth_recovery_codes WHERE user_id = $1 AND code_hash = $2',
    values: [personId, hash],
  });
  return rowCount === 1;
}

/** False where there was no authenticator. */
export async function deleteTotp(transaction: Queryable, personId: string): Promise<boolean> {
  await transaction.query({
    name: 'delete-codes-of',
    text: 'DELETE FROM auth_recovery_codes WHERE user_id = $1',
    values: [personId],
  });
  const { rowCount } = await transaction.query({
    name: 'delete-totp',
    text: 'DELETE FROM auth_totps WHERE user_id = $1',
    values: [personId],
  });
  return rowCount === 1;
}

/** How many recovery codes are left. */
export async function countRecoveryCodes(pool: Pool, personId: string): Promise<number> {
  const [row] = await runStatement<{ left: number }>(pool, {
    name: 'count-recovery-codes',
    text: 'SELECT count(*)::int AS left FROM auth_recovery_codes WHERE user_id = $1',
    values: [personId],
  });
  return row?.left ?? 0;
}
