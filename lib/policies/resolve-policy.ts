import { KEY_HEADERS } from '@/lib/idempotency/key-source';
import { DEFAULT_POLICY, type Policy, PRESETS } from '@/lib/idempotency/policy';
import type { PolicyInput } from './contract';

/** The whole policy that an input stands for: its own values, else its preset's, else the default. */
export function resolvePolicy(input: PolicyInput): Omit<Policy, 'version'> {
  const preset = input.preset && PRESETS[input.preset];
  const { retention, evidenceRetention, ignoredMembers, keyHeaders } = DEFAULT_POLICY;
  return {
    preset: input.preset ?? null,
    retention: input.retention ?? preset?.retention ?? retention,
    evidenceRetention: input.evidence_retention ?? evidenceRetention,
    ignoredMembers: [...new Set(input.ignored_members ?? ignoredMembers)],
    keyHeaders: [...new Set(input.key_headers ?? preset?.keyHeaders ?? keyHeaders)].filter(
      (name) => !KEY_HEADERS.includes(name),
    ),
  };
}
