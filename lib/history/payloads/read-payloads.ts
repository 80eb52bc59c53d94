import { runTransaction } from '@/lib/database/session';
import { publicId, uuidOf } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { HistoryReader } from '../history-reader';
import { findKeyRow } from '../keys/detail/read-key';
import { listBodies } from './store';

/** Who reveals, and why. */
interface Revealer {
  readonly actor: string;
  readonly actorRole: string;
  readonly reason: string;
}

/** What is kept of a key's requests and responses. Throws the problem `not-found`; DatabaseError. */
export async function readPayloads(
  { workPool }: Pick<HistoryReader, 'workPool'>,
  merchantId: string,
  id: string,
) {
  const key = await findKeyRow(workPool, merchantId, id);
  const rows = await listBodies(workPool, merchantId, key.idempotency_key);
  const { last4, metadata, customer_reference: customerReference } = key;
  const bodies = rows.map((row) => ({ ...row, event_id: publicId('evt', row.event_id) }));
  const shown = { object: 'payloads', id, idempotency_key: key.idempotency_key };
  return { customerReference, shown: { ...shown, last4, metadata, bodies } };
}

/**
 * The same for who sees no payloads otherwise: the event with the reason is committed first, so that
 * nothing is revealed without it. Throws as readPayloads.
 */
export async function revealPayloads(
  reader: Pick<HistoryReader, 'workPool'>,
  merchantId: string,
  id: string,
  revealer: Revealer,
) {
  const payloads = await readPayloads(reader, merchantId, id);
  const { customerReference } = payloads;
  await runTransaction(reader.workPool, (transaction) =>
    recordSystemEvent(transaction, {
      ...revealer,
      merchantId,
      action: 'payloads.revealed',
      subjectType: 'key',
      subjectId: publicId('ikey', uuidOf('ikey', id) ?? ''),
      before: null,
      after: { bodies: payloads.shown.bodies.length },
      ...(customerReference !== null && { personal: { customer_reference: customerReference } }),
    }),
  );
  return payloads;
}
