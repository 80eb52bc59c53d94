import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import type { ListReader } from '@/lib/http/list-query';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import { readPayment } from './read-payments';

/**
 * A payment with what is masked from the one who asks. The event with the reason is committed first,
 * so that nothing is revealed without it. Throws the problem `not-found`; DatabaseError.
 */
export async function revealPayment(
  reader: ListReader & { readonly workPool: Pool },
  merchantId: string,
  id: string,
  revealer: { readonly actor: string; readonly actorRole: string; readonly reason: string },
): Promise<Record<string, unknown>> {
  const payment = await readPayment(reader, merchantId, id);
  const { customer_reference } = payment;
  await runTransaction(reader.workPool, (transaction) =>
    recordSystemEvent(transaction, {
      ...revealer,
      merchantId,
      action: 'payment.revealed',
      subjectType: 'payment',
      subjectId: String(payment.id),
      before: null,
      after: null,
      ...(customer_reference !== null && { personal: { customer_reference } }),
    }),
  );
  return payment;
}
