import type { Queryable } from '@/lib/database/session';
import { publicId } from '@/lib/http/uuid';
import { SYSTEM_STREAM } from '@/lib/ledger/journal';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { Actor } from '../actor';

interface PersonEvent {
  readonly action: string;
  readonly personId: string;
  readonly reason: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What happened to a person, or was done by one to themselves: in the stream of the system. */
export async function recordPersonEvent(
  transaction: Queryable,
  actor: Actor,
  { action, personId, reason, before = null, after = null }: PersonEvent,
): Promise<void> {
  await recordSystemEvent(transaction, {
    ...actor,
    merchantId: SYSTEM_STREAM,
    action,
    subjectType: 'person',
    subjectId: publicId('per', personId),
    reason,
    before,
    after,
  });
}
