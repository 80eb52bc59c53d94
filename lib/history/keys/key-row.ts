import { timeText } from '@/lib/database/time-text';
import type { KEY_STATES } from '../contract';
import type { KeySources } from './fold-key';

/** A key's row as it is shown. Times are RFC 3339, UTC, microseconds. */
export interface KeyRow {
  readonly key_id: string;
  readonly idempotency_key: string;
  readonly first_seq: number;
  readonly first_at: string;
  readonly last_seq: number;
  readonly last_at: string;
  readonly state: (typeof KEY_STATES)[number];
  readonly generation: number;
  readonly executed_seq: number | null;
  readonly executed_at: string | null;
  readonly policy_version: number | null;
  readonly expires_at: string | null;
  readonly operation: string | null;
  readonly fingerprint: string | null;
  readonly resource: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly customer_reference: string | null;
  readonly order_reference: string | null;
  readonly provider_reference: string | null;
  readonly last4: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly http_status: number | null;
  readonly attempts: number;
  readonly replays: number;
  readonly conflicts: number;
  readonly in_progress_conflicts: number;
  readonly refusals: number;
  readonly undelivered: number;
  readonly sources: KeySources;
  readonly source_count: number;
}

/** Null where it is kept indefinitely. */
export const EXPIRES_AT = `CASE WHEN isfinite(k.expires_at) THEN ${timeText('k.expires_at')} END AS expires_at`;

/** Whole numbers below 2^53 come as float8, which `pg` gives as numbers. */
export const KEY_COLUMNS = `k.key_id, k.idempotency_key, k.first_seq::float8 AS first_seq,
  ${timeText('k.first_at')} AS first_at, k.last_seq::float8 AS last_seq,
  ${timeText('k.last_at')} AS last_at,
  CASE WHEN k.generation = 0 AND k.in_progress_conflicts > 0 THEN 'in_progress'
    WHEN k.generation = 0 THEN 'unused'
    WHEN k.expires_at <= clock_timestamp() THEN 'expired' ELSE 'completed' END AS state,
  k.generation, k.executed_seq::float8 AS executed_seq, ${timeText('k.executed_at')} AS executed_at,
  k.policy_version, ${EXPIRES_AT}, k.operation, encode(k.fingerprint, 'hex') AS fingerprint,
  k.resource, k.amount::float8 AS amount, k.currency, k.customer_reference, k.order_reference,
  k.provider_reference, k.last4, k.metadata, k.http_status, k.attempts::float8 AS attempts,
  k.replays::float8 AS replays, k.conflicts::float8 AS conflicts,
  k.in_progress_conflicts::float8 AS in_progress_conflicts, k.refusals::float8 AS refusals,
  k.undelivered::float8 AS undelivered, k.sources, k.source_count`;
