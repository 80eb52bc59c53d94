import type { Attempt } from './attempt';
import { canonicalBody, fingerprint } from './fingerprint';
import type { Policy } from './policy';

/** An attempt with its fingerprint under the policy in force. */
export interface Prepared {
  readonly attempt: Attempt;
  readonly policy: Policy;
  /** Unique over merchants. */
  readonly scopedKey: string;
  readonly canonical: string;
  readonly fingerprint: string;
}

export function prepare(attempt: Attempt, policy: Policy): Prepared {
  const canonical = canonicalBody(attempt.body, policy.ignoredMembers);
  return {
    attempt,
    policy,
    scopedKey: `${attempt.caller.merchantId} ${attempt.key}`,
    canonical,
    fingerprint: fingerprint(attempt.method, attempt.path, canonical),
  };
}

/** A retry is judged under the policy version of its first request. */
export function preparedUnder(prepared: Prepared, policy: Policy): Prepared {
  return samePointers(prepared.policy.ignoredMembers, policy.ignoredMembers)
    ? prepared
    : prepare(prepared.attempt, policy);
}

function samePointers(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((pointer, index) => pointer === right[index]);
}
