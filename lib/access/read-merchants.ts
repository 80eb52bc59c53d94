import type { z } from 'zod';
import type { PrismaClient } from '@/lib/database/connection';
import type { ApiResponse } from '@/lib/http/api-message';
import {
  type ListReader,
  listName,
  type listQuerySchema,
  pageResponse,
} from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { findApiKeyRow, findMerchantRow, listApiKeyRows, listMerchantRows } from './store';

const EVERYTHING = 100_000;

type Reader = Pick<ListReader, 'prisma'>;
type ListQuery = z.output<typeof listQuerySchema>;
type MerchantRow = Awaited<ReturnType<typeof listMerchantRows>>[number];
type ApiKeyRow = Awaited<ReturnType<typeof listApiKeyRows>>[number];

/** A page of all merchants, newest first. */
export async function readMerchants(reader: ListReader, query: ListQuery): Promise<ApiResponse> {
  const { limit, cursor } = query;
  const list = listName('', '/merchants', query);
  const before = cursor && reader.cursors.verify(list, cursor);
  const rows = await listMerchantRows(reader.prisma, { before, limit });
  return pageResponse(rows, limit, reader.cursors, list, (row) => row.merchantId, presentMerchant);
}

/** All merchants there are, newest first. */
export async function allMerchants(prisma: PrismaClient) {
  const rows = await listMerchantRows(prisma, { before: undefined, limit: EVERYTHING });
  return rows.map(presentMerchant);
}

/** Throws the problem `not-found`. */
export async function readMerchant({ prisma }: Reader, merchantId: string) {
  const row = await findMerchantRow(prisma, merchantId);
  if (!row) throw notFound('No merchant has this id.');
  return presentMerchant(row);
}

/** A page of a merchant's API keys, newest first; never their secrets. */
export async function readApiKeys(
  reader: ListReader,
  merchantId: string,
  query: ListQuery,
): Promise<ApiResponse> {
  const { limit, cursor } = query;
  const list = listName(merchantId, '/api-keys', query);
  const before = cursor && reader.cursors.verify(list, cursor);
  const rows = await listApiKeyRows(reader.prisma, merchantId, { before, limit });
  return pageResponse(rows, limit, reader.cursors, list, (row) => row.apiKeyId, presentApiKey);
}

/** All API keys of a merchant, newest first; never their secrets. */
export async function allApiKeys(prisma: PrismaClient, merchantId: string) {
  const rows = await listApiKeyRows(prisma, merchantId, { before: undefined, limit: EVERYTHING });
  return rows.map(presentApiKey);
}

/** By its UUID. Throws the problem `not-found`. */
export async function findApiKey(
  { prisma }: Reader,
  merchantId: string,
  apiKeyId: string | undefined,
) {
  const row = apiKeyId && (await findApiKeyRow(prisma, merchantId, apiKeyId));
  if (!row) throw notFound('This merchant has no API key with this id.');
  return { apiKeyId: row.apiKeyId, shown: presentApiKey(row) };
}

function presentMerchant(row: MerchantRow) {
  return {
    id: publicId('mer', row.merchantId),
    object: 'merchant',
    name: row.name,
    created_at: row.createdAt.toISOString(),
  };
}

function presentApiKey(row: ApiKeyRow) {
  return {
    id: publicId('key', row.apiKeyId),
    object: 'api_key',
    merchant_id: publicId('mer', row.merchantId),
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}
