import type { Pool } from 'pg';
import { type Queryable, runStatement } from '@/lib/database/session';

export interface PasskeyRow {
  readonly credential_id: string;
  readonly user_id: string;
  readonly public_key: Buffer;
  readonly sign_count: number;
  readonly transports: string[];
  readonly name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

const PASSKEY = `SELECT credential_id, user_id, public_key, sign_count::float8 AS sign_count,
  transports, name, created_at, last_used_at FROM auth_passkeys`;

/** A person's passkeys, the newest first. Throws DatabaseError. */
export function listPasskeys(pool: Pool, personId: string): Promise<PasskeyRow[]> {
  return runStatement<PasskeyRow>(pool, {
    name: 'list-passkeys',
    text: `${PASSKEY} WHERE user_id = $1 ORDER BY created_at DESC, credential_id`,
    values: [personId],
  });
}

export async function findPasskey(
  pool: Pool,
  credentialId: string,
): Promise<PasskeyRow | undefined> {
  const [row] = await runStatement<PasskeyRow>(pool, {
    name: 'find-passkey',
    text: `${PASSKEY} WHERE credential_id = $1`,
    values: [credentialId],
  });
  return row;
}

export interface NewPasskey {
  readonly credentialId: string;
  readonly personId: string;
  readonly publicKey: Uint8Array;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly name: string;
}

/** False where somebody has it already. */
export async function insertPasskey(transaction: Queryable, key: NewPasskey): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'insert-passkey',
    text: `INSERT INTO auth_passkeys
        (credential_id, user_id, public_key, sign_count, transports, name)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    values: [
      key.credentialId,
      key.personId,
      Buffer.from(key.publicKey),
      key.signCount,
      key.transports,
      key.name,
    ],
  });
  return rowCount === 1;
}

export async function markPasskeyUsed(
  transaction: Queryable,
  credentialId: string,
  signCount: number,
): Promise<void> {
  await transaction.query({
    name: 'mark-passkey-used',
    text: `UPDATE auth_passkeys SET sign_count = greatest(sign_count, $2), last_used_at = now()
      WHERE credential_id = $1`,
    values: [credentialId, signCount],
  });
}

/** The name of what is deleted; undefined where the person has no such passkey. */
export async function deletePasskey(
  transaction: Queryable,
  personId: string,
  credentialId: string,
): Promise<string | undefined> {
  const { rows } = await transaction.query<{ name: string }>({
    name: 'delete-passkey',
    text: `DELETE FROM auth_passkeys WHERE credential_id = $2 AND user_id = $1 RETURNING name`,
    values: [personId, credentialId],
  });
  return rows[0]?.name;
}

/** False where it was used before. What ended is removed along the way. */
export async function takeChallenge(
  transaction: Queryable,
  { challenge, endsAtMs }: { readonly challenge: Buffer; readonly endsAtMs: number },
): Promise<boolean> {
  await transaction.query({
    name: 'delete-old-challenges',
    text: `DELETE FROM auth_used_challenges WHERE challenge IN (
        SELECT challenge FROM auth_used_challenges WHERE ends_at < now() - interval '1 minute'
        LIMIT 100 FOR UPDATE SKIP LOCKED)`,
    values: [],
  });
  const { rowCount } = await transaction.query({
    name: 'take-challenge',
    text: `INSERT INTO auth_used_challenges (challenge, ends_at)
      VALUES ($1, to_timestamp($2::float8 / 1000)) ON CONFLICT DO NOTHING`,
    values: [challenge, endsAtMs],
  });
  return rowCount === 1;
}
