import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { invalidRequest } from '@/lib/http/problem';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { Actor } from './actor';
import { hashSecret, newSecret, prefixOf } from './api-key';
import type { ApiKeyInput } from './contract';
import { insertApiKey, type NewApiKey } from './store';

interface MadeApiKey {
  readonly apiKeyId: string;
  readonly secret: string;
}

/**
 * Makes an API key. The secret is returned this once; only its hash is stored. Throws the problem
 * `invalid-request` for an expiry in the past, and DatabaseError.
 */
export async function createApiKey(
  workPool: Pool,
  actor: Actor,
  merchantId: string,
  input: ApiKeyInput,
): Promise<MadeApiKey> {
  return await runTransaction(workPool, (transaction) =>
    createApiKeyWithin(transaction, actor, merchantId, input),
  );
}

/** The same within a transaction. */
export async function createApiKeyWithin(
  transaction: Queryable,
  actor: Actor,
  merchantId: string,
  input: ApiKeyInput,
): Promise<MadeApiKey> {
  const expiresAt = input.expires_at ? new Date(input.expires_at) : null;
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw invalidRequest({ pointer: '/expires_at', detail: 'must be in the future' });
  }
  const apiKeyId = uuidv7();
  const secret = newSecret();
  const { name, scopes, reason } = input;
  await storeApiKey(transaction, actor, reason, {
    merchantId,
    apiKeyId,
    name,
    prefix: prefixOf(secret),
    secretHash: hashSecret(secret),
    scopes,
    expiresAt: expiresAt?.toISOString() ?? null,
  });
  return { apiKeyId, secret };
}

/** The key and its event; neither where the key exists already. */
export async function storeApiKey(
  transaction: Queryable,
  actor: Actor,
  reason: string,
  key: NewApiKey,
): Promise<void> {
  if (!(await insertApiKey(transaction, key))) return;
  await recordSystemEvent(transaction, {
    ...actor,
    merchantId: key.merchantId,
    action: 'api_key.created',
    subjectType: 'api_key',
    subjectId: publicId('key', key.apiKeyId),
    reason,
    before: null,
    after: { name: key.name, prefix: key.prefix, scopes: key.scopes, expires_at: key.expiresAt },
  });
}
