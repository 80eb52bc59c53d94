import type { Queryable } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { insertSystemEvent } from './store';

/** Something that a person or an operator did, as opposed to an attempt. Never holds a secret. */
export interface SystemEvent {
  readonly merchantId: string;
  readonly actor: string;
  readonly actorRole: string;
  /** As in `api_key.created`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Null for reads, which need none. */
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
  /** What names a person: kept in columns that may be erased, and nowhere else. */
  readonly personal?: Readonly<{
    customer_reference?: unknown;
    last4?: unknown;
    metadata?: unknown;
  }>;
}

/** An event as it will stand in the log. */
export interface RecordedEvent {
  /** UUID. */
  readonly eventId: string;
  /** RFC 3339, UTC, microseconds. */
  readonly occurredAt: string;
}

/**
 * Written in the transaction of what it tells of: both happen or neither does. Reads are written
 * before they are answered.
 */
export async function recordSystemEvent(
  transaction: Queryable,
  event: SystemEvent,
): Promise<RecordedEvent> {
  const { merchantId, action, actor, reason, before, after, personal } = event;
  const record = {
    kind: 'system',
    actor,
    actor_role: event.actorRole,
    action,
    subject_type: event.subjectType,
    subject_id: event.subjectId,
    reason,
    before,
    after,
    ...personal,
  };
  const eventId = uuidv7();
  const text = JSON.stringify(record);
  const occurredAt = await insertSystemEvent(transaction, merchantId, eventId, action, text);
  return { eventId, occurredAt };
}
