import { timeText } from '@/lib/database/time-text';

/** A row of the log as it is shown. Times are RFC 3339, UTC, microseconds. */
export interface EventRow {
  readonly merchant_id: string;
  readonly seq: number;
  readonly event_id: string;
  readonly recorded_at: string;
  readonly occurred_at: string;
  readonly kind: string;
  readonly source: string;
  readonly outcome: string;
  readonly operation: string | null;
  readonly idempotency_key: string | null;
  readonly generation: number | null;
  readonly http_status: number | null;
  readonly fingerprint: string | null;
  readonly resource: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly customer_reference: string | null;
  readonly order_reference: string | null;
  readonly provider_reference: string | null;
  readonly last4: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly client: string | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly latency_us: number | null;
  readonly actor: string | null;
  readonly actor_role: string | null;
  readonly action: string | null;
  readonly subject_type: string | null;
  readonly subject: string | null;
  readonly reason: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly leaf_hash: string;
}

/** Whole numbers below 2^53 come as float8, which `pg` gives as numbers. */
export const EVENT_COLUMNS = `e.merchant_id, e.seq::float8 AS seq, e.event_id,
  ${timeText('e.recorded_at')} AS recorded_at, ${timeText('e.occurred_at')} AS occurred_at,
  e.kind, e.source, e.outcome, e.operation, e.idempotency_key, e.generation, e.http_status,
  encode(e.fingerprint, 'hex') AS fingerprint, e.resource, e.amount::float8 AS amount, e.currency,
  e.customer_reference, e.order_reference, e.provider_reference, e.last4, e.metadata, e.client,
  e.ip, e.user_agent, e.request_id, e.latency_us::float8 AS latency_us, e.actor, e.actor_role,
  e.action, e.subject_type, e.subject, e.reason, e.detail, encode(e.leaf_hash, 'hex') AS leaf_hash`;
