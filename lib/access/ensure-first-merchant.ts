import { hash } from 'node:crypto';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { hashSecret, prefixOf } from './api-key';
import { storeApiKey } from './create-api-key';
import { SCOPES } from './principal';
import { insertMerchant } from './store';

/** Fixed, so that two instances that start at once make one. */
const DEMO_MERCHANT_ID = '00000000-0000-7000-8000-000000000001';
const STARTER = { actor: 'onceover', actorRole: 'system' };

/**
 * The merchant `demo` and the configured API key with all scopes, if they are not there. A key that
 * was revoked stays revoked. Throws DatabaseError.
 */
export async function ensureFirstMerchant(workPool: Pool, apiKey: string): Promise<void> {
  await runTransaction(workPool, async (transaction) => {
    await insertMerchant(transaction, { merchantId: DEMO_MERCHANT_ID, name: 'demo' });
    await storeApiKey(transaction, STARTER, 'the start of this instance', {
      merchantId: DEMO_MERCHANT_ID,
      apiKeyId: idOf(apiKey),
      name: 'first key',
      prefix: prefixOf(apiKey),
      secretHash: hashSecret(apiKey),
      scopes: SCOPES,
      expiresAt: null,
    });
  });
}

/** A UUIDv8 (RFC 9562 §5.8) of the secret: the same key is made once, whoever starts. */
function idOf(secret: string): string {
  const hex = hash('sha256', `api key id\n${secret}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
