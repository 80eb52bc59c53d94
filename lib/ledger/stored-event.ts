import type { Salts } from './leaf';
import type { LogEvent } from './log-event';

/** A row of `events`, as STORED_EVENT selects it. */
export interface StoredEventRow {
  merchant_id: string;
  seq: string;
  recorded_at: string;
  event_id: string;
  occurred_at: string;
  kind: LogEvent['kind'];
  source: LogEvent['source'];
  outcome: string;
  operation: string | null;
  idempotency_key: string | null;
  generation: number | null;
  http_status: number | null;
  fingerprint: string | null;
  resource: string | null;
  amount: string | null;
  currency: string | null;
  customer_reference: string | null;
  order_reference: string | null;
  provider_reference: string | null;
  last4: string | null;
  metadata: Record<string, string> | null;
  client: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  latency_us: string | null;
  actor: string | null;
  actor_role: string | null;
  action: string | null;
  subject_type: string | null;
  subject: string | null;
  reason: string | null;
  detail: Record<string, unknown>;
  leaf_hash: string;
  sealed_salt: string;
  personal_salt: string | null;
  erased: Record<string, string> | null;
}

const rfc3339 = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS ${column}`;
const hex = (column: string) => `encode(${column}, 'hex') AS ${column}`;

/** What to select from `events` to have all of an event: times as text, bytes in hexadecimal. */
export const STORED_EVENT = [
  'merchant_id, seq',
  rfc3339('recorded_at'),
  'event_id',
  rfc3339('occurred_at'),
  'kind, source, outcome, operation, idempotency_key, generation, http_status',
  hex('fingerprint'),
  'resource, amount, currency, customer_reference, order_reference, provider_reference, last4',
  'metadata, client, ip, user_agent, request_id, latency_us, actor, actor_role, action',
  'subject_type, subject, reason, detail',
  hex('leaf_hash'),
  hex('sealed_salt'),
  hex('personal_salt'),
  'erased',
].join(', ');

/** An event of the log with what its leaf is made of besides. */
export interface StoredEvent {
  readonly event: LogEvent;
  /** Hexadecimal. */
  readonly leafHash: string;
  readonly salts: Salts;
  /** Commitments of the columns that are erased. */
  readonly erased: Readonly<Record<string, string>>;
}

export function storedEvent(row: StoredEventRow): StoredEvent {
  const event: LogEvent = {
    merchantId: row.merchant_id,
    seq: Number(row.seq),
    recordedAt: row.recorded_at,
    eventId: row.event_id,
    occurredAt: row.occurred_at,
    kind: row.kind,
    source: row.source,
    outcome: row.outcome,
    operation: row.operation,
    idempotencyKey: row.idempotency_key,
    generation: row.generation,
    httpStatus: row.http_status,
    fingerprint: row.fingerprint,
    resource: row.resource,
    amount: row.amount === null ? null : Number(row.amount),
    currency: row.currency,
    customerReference: row.customer_reference,
    orderReference: row.order_reference,
    providerReference: row.provider_reference,
    last4: row.last4,
    metadata: row.metadata,
    client: row.client,
    ip: row.ip,
    userAgent: row.user_agent,
    requestId: row.request_id,
    latencyUs: row.latency_us === null ? null : Number(row.latency_us),
    actor: row.actor,
    actorRole: row.actor_role,
    action: row.action,
    subjectType: row.subject_type,
    subject: row.subject,
    reason: row.reason,
    detail: row.detail,
  };
  return {
    event,
    leafHash: row.leaf_hash,
    salts: { sealed: row.sealed_salt, personal: row.personal_salt },
    erased: row.erased ?? {},
  };
}
