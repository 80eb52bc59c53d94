import { uuidv7 } from '@/lib/http/uuid';
import type { LogEvent } from '@/lib/ledger/log-event';

/** An event with these members, all others null; an attempt of now. */
export function logEvent(
  over: Partial<LogEvent> & Pick<LogEvent, 'merchantId' | 'outcome'>,
): LogEvent {
  const now = `${new Date().toISOString().slice(0, -1)}000Z`;
  return {
    seq: 0,
    recordedAt: now,
    eventId: uuidv7(),
    occurredAt: now,
    kind: 'attempt',
    source: 'ingest',
    operation: null,
    idempotencyKey: null,
    generation: null,
    httpStatus: null,
    fingerprint: null,
    resource: null,
    amount: null,
    currency: null,
    customerReference: null,
    orderReference: null,
    providerReference: null,
    last4: null,
    metadata: null,
    client: null,
    ip: null,
    userAgent: null,
    requestId: null,
    latencyUs: null,
    actor: null,
    actorRole: null,
    action: null,
    subjectType: null,
    subject: null,
    reason: null,
    detail: {},
    ...over,
  };
}
