import canonicalize from 'canonicalize';
import type { JsonObject, JsonValue } from '@/lib/http/strict-json';
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
  readonly fingerprint: Buffer;
}

export function prepare(attempt: Attempt, policy: Policy): Prepared {
  const canonical = canonicalUnder(policy, attempt.body);
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

function canonicalUnder(policy: Policy, body: JsonValue): string {
  return isObject(body)
    ? canonicalBody(body, policy.ignoredMembers)
    : (canonicalize(body) ?? 'null');
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function samePointers(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((pointer, index) => pointer === right[index]);
}
