import type { Actor } from '@/lib/access/actor';
import { runTransaction } from '@/lib/database/session';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { HistoryReader } from '../history-reader';
import { findKeyRow } from '../keys/detail/read-key';
import { NOTED } from './store';

/**
 * Writes a note on a key into the log, where it is sealed as everything else. Its text may name the
 * customer, so it stands in a column that is erased with one. Throws `not-found`, and DatabaseError.
 */
export async function addNote(
  { workPool }: HistoryReader,
  actor: Actor,
  {
    merchantId,
    id,
    text,
  }: { readonly merchantId: string; readonly id: string; readonly text: string },
): Promise<void> {
  const key = await findKeyRow(workPool, merchantId, id);
  await runTransaction(workPool, (transaction) =>
    recordSystemEvent(transaction, {
      ...actor,
      merchantId,
      action: NOTED,
      subjectType: 'key',
      subjectId: id,
      reason: null,
      before: null,
      after: null,
      personal: { customer_reference: key.customer_reference, metadata: { note: text } },
    }),
  );
}
