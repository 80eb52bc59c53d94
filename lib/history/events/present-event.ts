import { publicId } from '@/lib/http/uuid';
import { keyId } from '../keys/key-id';
import type { EventRow } from './event-row';

/** An event of the log as the API shows it. */
export function presentEvent(row: EventRow): Record<string, unknown> {
  const { changed_pointers, first_request_id, policy_version, before, after, ...detail } =
    row.detail;
  const attempt = {
    operation: row.operation,
    idempotency_key: row.idempotency_key,
    key_id:
      row.idempotency_key === null
        ? null
        : publicId('ikey', keyId(row.merchant_id, row.idempotency_key)),
    generation: row.generation,
    fingerprint: row.fingerprint,
    resource_id: row.resource,
    amount: row.amount,
    currency: row.currency,
    order_reference: row.order_reference,
    provider_reference: row.provider_reference,
    policy_version: policy_version ?? null,
    changed_pointers: changed_pointers ?? null,
    first_request_id: first_request_id ?? null,
  };
  const system = {
    actor: row.actor,
    actor_role: row.actor_role,
    action: row.action,
    subject_type: row.subject_type,
    subject_id: row.subject,
    before: before ?? null,
    after: after ?? null,
  };
  return {
    id: publicId('evt', row.event_id),
    object: 'event',
    seq: row.seq,
    occurred_at: row.occurred_at,
    recorded_at: row.recorded_at,
    kind: row.kind,
    source: row.source,
    outcome: row.outcome,
    http_status: row.http_status,
    ...attempt,
    customer_reference: row.customer_reference,
    last4: row.last4,
    metadata: row.metadata,
    client_id: row.client,
    ip: row.ip,
    user_agent: row.user_agent,
    request_id: row.request_id && publicId('req', row.request_id),
    latency_ms: row.latency_us === null ? null : row.latency_us / 1000,
    reason: row.reason,
    ...(row.kind === 'system' && system),
    detail,
    leaf_hash: row.leaf_hash,
  };
}
