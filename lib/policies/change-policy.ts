import type { Actor } from '@/lib/access/actor';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import type { Operation } from '@/lib/idempotency/attempt';
import { DEFAULT_POLICY, type Policy } from '@/lib/idempotency/policy';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { PolicyInput } from './contract';
import type { Policies } from './policies';
import { resolvePolicy } from './resolve-policy';
import { findNewest, insertVersion } from './store';

/**
 * Puts a new version in force and records who did it and why, in one transaction. Keys that exist
 * keep their expiry and their fingerprint rule. Throws DatabaseError.
 */
export async function changePolicy(
  { workPool, policies }: { readonly workPool: Pool; readonly policies: Policies },
  actor: Actor,
  target: { readonly merchantId: string; readonly operation: Operation },
  input: PolicyInput,
): Promise<Policy> {
  const { merchantId, operation } = target;
  const { reason } = input;
  for (;;) {
    const before = (await findNewest(workPool, merchantId, operation)) ?? DEFAULT_POLICY;
    const policy = { version: before.version + 1, ...resolvePolicy(input) };
    const inserted = await runTransaction(workPool, async (transaction) => {
      const change = { ...target, policy, reason, actor: actor.actor };
      if (!(await insertVersion(transaction, change))) return false;
      await recordSystemEvent(transaction, {
        ...actor,
        merchantId,
        action: 'policy.changed',
        subjectType: 'policy',
        subjectId: operation,
        reason,
        before,
        after: policy,
      });
      return true;
    });
    if (!inserted) continue;
    policies.changed(merchantId, operation, policy);
    return policy;
  }
}
