import type { Operation } from '@/lib/idempotency/attempt';
import { DEFAULT_POLICY } from '@/lib/idempotency/policy';
import type { listVersions } from './store';

type PolicyRow = Awaited<ReturnType<typeof listVersions>>[number];

/** A version as the API shows it; without a row, the built-in default. */
export function presentPolicy(operation: Operation, row: PolicyRow | undefined) {
  const { version, preset, retention, evidenceRetention, ignoredMembers, keyHeaders } =
    row ?? DEFAULT_POLICY;
  return {
    object: 'policy',
    operation,
    version,
    preset,
    retention,
    evidence_retention: evidenceRetention,
    ignored_members: ignoredMembers,
    key_headers: keyHeaders,
    reason: row?.reason ?? null,
    created_at: row?.createdAt.toISOString() ?? null,
    created_by: row?.createdBy ?? null,
  };
}
