import type { Pool } from 'pg';
import type { PrismaClient } from '@/lib/database/prisma/client';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { Scope } from './principal';

export interface ApiKeyRow {
  readonly merchant_id: string;
  readonly api_key_id: string;
  readonly name: string;
  readonly secret_hash: Buffer;
  readonly scopes: Scope[];
  /** Neither revoked nor expired, by the database's clock. */
  readonly active: boolean;
  /** Until it expires; null where it does not. */
  readonly expires_in_ms: number | null;
}

/** The keys with a prefix: one, or a few if prefixes ever collide. Throws DatabaseError. */
export function findApiKeys(pool: Pool, prefix: string): Promise<ApiKeyRow[]> {
  return runStatement<ApiKeyRow>(pool, {
    name: 'find-api-keys',
    text: `SELECT merchant_id, api_key_id, name, secret_hash, scopes,
        revoked_at IS NULL AND coalesce(expires_at > clock_timestamp(), true) AS active,
        extract(epoch FROM expires_at - clock_timestamp())::float8 * 1000 AS expires_in_ms
      FROM api_keys WHERE prefix = $1`,
    values: [prefix],
  });
}

/** When keys were last used, some time ago each. Throws DatabaseError. */
export async function recordLastUses(
  pool: Pool,
  uses: readonly {
    readonly merchantId: string;
    readonly apiKeyId: string;
    readonly ageMs: number;
  }[],
): Promise<void> {
  await runStatement(pool, {
    name: 'record-last-uses',
    text: `UPDATE api_keys k
      SET last_used_at = greatest(k.last_used_at,
        clock_timestamp() - u.age_ms * interval '1 millisecond')
      FROM unnest($1::uuid[], $2::uuid[], $3::float8[]) AS u(merchant_id, api_key_id, age_ms)
      WHERE k.merchant_id = u.merchant_id AND k.api_key_id = u.api_key_id`,
    values: [
      uses.map((use) => use.merchantId),
      uses.map((use) => use.apiKeyId),
      uses.map((use) => use.ageMs),
    ],
  });
}

/** False where it existed already. */
export async function insertMerchant(
  transaction: Queryable,
  merchant: {
    readonly merchantId: string;
    readonly name: string;
    /** Whether its history is made up. Decided here and never again: only such a one may be removed. */
    readonly sample?: boolean;
  },
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'insert-merchant',
    text: `INSERT INTO merchants (merchant_id, name, sample) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING`,
    values: [merchant.merchantId, merchant.name, merchant.sample ?? false],
  });
  return rowCount === 1;
}

export interface NewApiKey {
  readonly merchantId: string;
  readonly apiKeyId: string;
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly Scope[];
  /** RFC 3339. */
  readonly expiresAt: string | null;
}

/** False where it existed already. */
export async function insertApiKey(transaction: Queryable, key: NewApiKey): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'insert-api-key',
    text: `INSERT INTO api_keys
        (merchant_id, api_key_id, name, prefix, secret_hash, scopes, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    values: [
      key.merchantId,
      key.apiKeyId,
      key.name,
      key.prefix,
      key.secretHash,
      key.scopes,
      key.expiresAt,
    ],
  });
  return rowCount === 1;
}

/** False where it was revoked before, or is not there. */
export async function revoke(
  transaction: Queryable,
  merchantId: string,
  apiKeyId: string,
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'revoke-api-key',
    text: `UPDATE api_keys SET revoked_at = clock_timestamp()
      WHERE merchant_id = $1 AND api_key_id = $2 AND revoked_at IS NULL`,
    values: [merchantId, apiKeyId],
  });
  return rowCount === 1;
}

/** Newest first, one more than `limit`. */
export function listMerchantRows(
  prisma: PrismaClient,
  page: { readonly before: string | undefined; readonly limit: number },
) {
  return prisma.merchant.findMany({
    where: { removedAt: null, ...(page.before && { merchantId: { lt: page.before } }) },
    orderBy: { merchantId: 'desc' },
    take: page.limit + 1,
  });
}

export function findMerchantRow(prisma: PrismaClient, merchantId: string) {
  return prisma.merchant.findFirst({ where: { merchantId, removedAt: null } });
}

/** Newest first, one more than `limit`. */
export function listApiKeyRows(
  prisma: PrismaClient,
  merchantId: string,
  page: { readonly before: string | undefined; readonly limit: number },
) {
  return prisma.apiKey.findMany({
    where: { merchantId, ...(page.before && { apiKeyId: { lt: page.before } }) },
    omit: { secretHash: true },
    orderBy: { apiKeyId: 'desc' },
    take: page.limit + 1,
  });
}

export function findApiKeyNames(pool: Pool, merchantId: string, apiKeyIds: readonly string[]) {
  return runStatement<{ api_key_id: string; name: string }>(pool, {
    name: 'find-api-key-names',
    text: 'SELECT api_key_id, name FROM api_keys WHERE merchant_id = $1 AND api_key_id = ANY ($2)',
    values: [merchantId, apiKeyIds],
  });
}

export function findApiKeyRow(prisma: PrismaClient, merchantId: string, apiKeyId: string) {
  return prisma.apiKey.findFirst({ where: { merchantId, apiKeyId }, omit: { secretHash: true } });
}
