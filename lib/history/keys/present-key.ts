import { publicId } from '@/lib/http/uuid';
import type { KeyRow } from './key-row';

/** A key as the lists show it. */
export function presentKey(row: KeyRow): Record<string, unknown> {
  return {
    id: publicId('ikey', row.key_id),
    object: 'key',
    idempotency_key: row.idempotency_key,
    operation: row.operation,
    state: row.state,
    generation: row.generation,
    first_seen: row.first_at,
    last_seen: row.last_at,
    first_seq: row.first_seq,
    last_seq: row.last_seq,
    executed_at: row.executed_at,
    expires_at: row.expires_at,
    policy_version: row.policy_version,
    attempts: row.attempts,
    replays: row.replays,
    conflicts: row.conflicts,
    in_progress_conflicts: row.in_progress_conflicts,
    refusals: row.refusals,
    undelivered: row.undelivered,
    source_count: row.source_count,
    http_status: row.http_status,
    fingerprint: row.fingerprint,
    resource_id: row.resource,
    amount: row.amount,
    currency: row.currency,
    customer_reference: row.customer_reference,
    order_reference: row.order_reference,
    provider_reference: row.provider_reference,
    last4: row.last4,
    metadata: row.metadata,
  };
}
