import type { Pool } from '@/lib/database/connection';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { Actor } from './actor';
import { insertMerchant } from './store';

interface NewMerchant {
  readonly name: string;
  readonly reason: string;
  readonly sample?: boolean;
}

/** Makes a merchant; returns its UUID. Throws DatabaseError. */
export async function createMerchant(
  workPool: Pool,
  actor: Actor,
  merchant: NewMerchant,
): Promise<string> {
  return await runTransaction(workPool, (transaction) =>
    createMerchantWithin(transaction, actor, merchant),
  );
}

/** The same within a transaction. */
export async function createMerchantWithin(
  transaction: Queryable,
  actor: Actor,
  { name, reason, sample = false }: NewMerchant,
): Promise<string> {
  const merchantId = uuidv7();
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
  return merchantId;
}
