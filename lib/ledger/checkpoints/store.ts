import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';
import { SYSTEM_STREAM } from '../journal';

export interface ActiveKey {
  readonly signingKeyId: string;
  readonly wrappedKey: Buffer;
}

export async function readActiveKey(pool: Pool): Promise<ActiveKey | undefined> {
  const [row] = await runStatement<{ signingKeyId: string; wrappedKey: Buffer }>(pool, {
    name: 'checkpoints-active-key',
    text: `SELECT signing_key_id AS "signingKeyId", wrapped_key AS "wrappedKey" FROM signing_keys
      WHERE merchant_id = $1 AND retired_at IS NULL ORDER BY created_at DESC LIMIT 1`,
    values: [SYSTEM_STREAM],
  });
  return row;
}

/** The keys in force, locked until the transaction's end: one, or none yet. */
export async function lockActiveKeys(transaction: Queryable): Promise<string[]> {
  const { rows } = await transaction.query<{ id: string }>({
    name: 'checkpoints-lock-keys',
    text: `SELECT signing_key_id AS id FROM signing_keys
      WHERE merchant_id = $1 AND retired_at IS NULL FOR UPDATE`,
    values: [SYSTEM_STREAM],
  });
  return rows.map(({ id }) => id);
}

export async function retireKeys(
  transaction: Queryable,
  signingKeyIds: readonly string[],
): Promise<void> {
  await transaction.query({
    name: 'checkpoints-retire-keys',
    text: `UPDATE signing_keys SET retired_at = clock_timestamp()
      WHERE merchant_id = $1 AND signing_key_id = ANY ($2::uuid[])`,
    values: [SYSTEM_STREAM, signingKeyIds],
  });
}

/** Returns false where this id is taken. */
export async function insertSigningKey(
  transaction: Queryable,
  key: ActiveKey & { readonly publicKey: Buffer },
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'checkpoints-insert-key',
    text: `INSERT INTO signing_keys
        (merchant_id, signing_key_id, name, public_key, wrapped_key, created_at)
      VALUES ($1, $2, 'ed25519', $3, $4, clock_timestamp()) ON CONFLICT DO NOTHING`,
    values: [SYSTEM_STREAM, key.signingKeyId, key.publicKey, key.wrappedKey],
  });
  return rowCount === 1;
}

/** A stream's end that has no checkpoint yet. */
export interface UnsignedHead {
  readonly merchantId: string;
  readonly size: number;
  readonly frontier: Buffer;
  /** Since the stream's last checkpoint; null where there is none. */
  readonly sinceLastMs: number | null;
}

const UNSIGNED_HEADS = `
SELECT h.merchant_id AS "merchantId", h.size::float8 AS size, h.frontier,
  extract(epoch FROM clock_timestamp() - last.created_at)::float8 * 1000 AS "sinceLastMs"
FROM ledger_heads h
LEFT JOIN LATERAL (
  SELECT c.size, c.created_at FROM checkpoints c
  WHERE c.merchant_id = h.merchant_id ORDER BY c.size DESC LIMIT 1
) last ON true
WHERE (last.size IS NULL OR last.size < h.size)`;

/** All streams that have grown since their last checkpoint; for a takeover. */
export async function readUnsignedStreams(pool: Pool): Promise<string[]> {
  const rows = await runStatement<UnsignedHead>(pool, {
    name: 'checkpoints-unsigned-streams',
    text: UNSIGNED_HEADS,
    values: [],
  });
  return rows.map(({ merchantId }) => merchantId);
}

/** Of these streams the ends that have grown since their last checkpoint. */
export async function readUnsignedHeads(
  transaction: Queryable,
  merchantIds: readonly string[],
): Promise<UnsignedHead[]> {
  const { rows } = await transaction.query<UnsignedHead>({
    name: 'checkpoints-unsigned-heads',
    text: `${UNSIGNED_HEADS} AND h.merchant_id = ANY ($1::uuid[])`,
    values: [merchantIds],
  });
  return rows;
}

export interface SignedHead {
  readonly merchantId: string;
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

export async function insertCheckpoints(
  transaction: Queryable,
  signed: readonly SignedHead[],
): Promise<void> {
  await transaction.query({
    name: 'checkpoints-insert',
    text: `INSERT INTO checkpoints (merchant_id, size, root, note, created_at)
      SELECT merchant_id, size, root, note, clock_timestamp()
      FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[])
        AS s(merchant_id, size, root, note)`,
    values: [
      signed.map(({ merchantId }) => merchantId),
      signed.map(({ size }) => size),
      signed.map(({ root }) => root),
      signed.map(({ note }) => note),
    ],
  });
}

export async function readRequests(pool: Pool): Promise<string[]> {
  const rows = await runStatement<{ merchantId: string }>(pool, {
    name: 'checkpoints-requests',
    text: 'SELECT merchant_id AS "merchantId" FROM checkpoint_requests LIMIT 1000',
    values: [],
  });
  return rows.map(({ merchantId }) => merchantId);
}

export async function deleteRequests(
  transaction: Queryable,
  merchantIds: readonly string[],
): Promise<void> {
  await transaction.query({
    name: 'checkpoints-delete-requests',
    text: 'DELETE FROM checkpoint_requests WHERE merchant_id = ANY ($1::uuid[])',
    values: [merchantIds],
  });
}

/** A committed checkpoint that is to be published. */
export interface Unpublished {
  readonly merchantId: string;
  readonly size: number;
  readonly note: string;
  /** RFC 3339, UTC, microseconds. */
  readonly createdAt: string;
}

/** In the order in which each stream has them. */
export async function readUnpublished(pool: Pool, limit: number): Promise<Unpublished[]> {
  return await runStatement<Unpublished>(pool, {
    name: 'checkpoints-unpublished',
    text: `SELECT merchant_id AS "merchantId", size::float8 AS size, note,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt"
      FROM checkpoints WHERE published_at IS NULL ORDER BY merchant_id, size LIMIT $1`,
    values: [limit],
  });
}

export async function markPublished(pool: Pool, published: readonly Unpublished[]): Promise<void> {
  await runStatement(pool, {
    name: 'checkpoints-mark-published',
    text: `UPDATE checkpoints c SET published_at = clock_timestamp()
      FROM unnest($1::uuid[], $2::bigint[]) AS p(merchant_id, size)
      WHERE c.merchant_id = p.merchant_id AND c.size = p.size`,
    values: [published.map(({ merchantId }) => merchantId), published.map(({ size }) => size)],
  });
}
