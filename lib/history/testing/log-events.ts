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

/** Events of every kind, some values in very few of them. */
export function someEvents(merchantId: string, count: number): LogEvent[] {
  return Array.from({ length: count }, (_, index) =>
    logEvent({
      merchantId,
      outcome: index % 7 === 3 ? 'payload_conflict' : index % 3 ? 'replayed' : 'executed',
      operation: index % 11 ? 'payments' : 'refunds',
      idempotencyKey: `${index % 2 ? 'order' : 'invoice'}-${index % 400}`,
      occurredAt: new Date(Date.UTC(2026, 0, 1) + index * 240_000).toISOString(),
      generation: 1,
      httpStatus: index === 2500 ? 503 : 201,
      amount: index === 100 ? 7 : 1000 + (index % 50),
      currency: index % 1000 ? 'EUR' : 'JPY',
      customerReference: `cus_${index % 30}`,
      orderReference: `ord_${index}`,
      providerReference: index % 500 ? null : 'psp_1',
      last4: String(1000 + (index % 90)),
      fingerprint: (index % 256).toString(16).padStart(2, '0').repeat(32),
      metadata: index % 800 ? null : { shop: 'eu' },
      client: `key_${index % 3}`,
      ip: index % 1200 ? '192.0.2.1' : '203.0.113.9',
      userAgent: index % 2 ? 'a' : 'b',
      requestId: uuidv7(),
      detail: { policy_version: 0 },
    }),
  );
}
