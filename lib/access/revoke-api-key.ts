import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { publicId } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { Actor } from './actor';
import { revoke } from './store';

/** Ends an API key for good; nothing happens to one that is revoked already. Throws DatabaseError. */
export async function revokeApiKey(
  workPool: Pool,
  actor: Actor,
  { merchantId, apiKeyId }: { readonly merchantId: string; readonly apiKeyId: string },
  reason: string,
): Promise<void> {
  await runTransaction(workPool, async (transaction) => {
    if (!(await revoke(transaction, merchantId, apiKeyId))) return;
    await recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action: 'api_key.revoked',
      subjectType: 'api_key',
      subjectId: publicId('key', apiKeyId),
      reason,
      before: { revoked: false },
      after: { revoked: true },
    });
  });
}
