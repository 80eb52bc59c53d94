import type { z } from 'zod';
import type { ApiResponse } from '@/lib/http/api-message';
import {
  type ListReader,
  listName,
  type listQuerySchema,
  pageResponse,
} from '@/lib/http/list-query';
import { notFound } from '@/lib/http/problem';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { findApiKeyRow, findMerchantRow, listApiKeyRows, listMerchantRows } from './store';

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

/** Throws the problem `not-found`. */
export async function readMerchant(reader: ListReader, merchantId: string | undefined) {
  const row = merchantId && (await findMerchantRow(reader.prisma, merchantId));
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

/** `id` as the outside writes it, key_…. Throws the problem `not-found`. */
export async function findApiKey(reader: ListReader, merchantId: string, id: string) {
  const apiKeyId = uuidOf('key', id);
  const row = apiKeyId && (await findApiKeyRow(reader.prisma, merchantId, apiKeyId));
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
