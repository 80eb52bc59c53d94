import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { Actor } from './actor';
import { insertMerchant } from './store';

/** Makes a merchant; returns its UUID. Throws DatabaseError. */
export async function createMerchant(
  workPool: Pool,
  actor: Actor,
  merchant: { readonly name: string; readonly reason: string; readonly sample?: boolean },
): Promise<string> {
  const merchantId = uuidv7();
  const { name, reason, sample = false } = merchant;
  await runTransaction(workPool, async (transaction) => {
    await insertMerchant(transaction, { merchantId, name, sample });
    await recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action: 'merchant.created',
      subjectType: 'merchant',
      subjectId: publicId('mer', merchantId),
      reason,
      before: null,
      after: { name, ...(sample && { sample }) },
    });
  });
  return merchantId;
}
