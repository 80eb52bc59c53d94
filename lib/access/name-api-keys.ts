import type { Pool } from '@/lib/database/connection';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { findApiKeyNames } from './store';

/** What a merchant calls its API keys, by their public ids; what is none of them has no name. */
export async function nameApiKeys(
  pool: Pool,
  merchantId: string,
  clientIds: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const ids = clientIds.flatMap((id) => (id === null ? [] : (uuidOf('key', id) ?? [])));
  if (ids.length === 0) return new Map();
  const rows = await findApiKeyNames(pool, merchantId, ids);
  return new Map(rows.map((row) => [publicId('key', row.api_key_id), row.name]));
}
