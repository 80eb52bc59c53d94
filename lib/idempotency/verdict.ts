/** What an attempt is, given what is stored under its key. */
export type Verdict = 'replay' | 'conflict';

/**
 * The rule that everything else serves: the same fingerprint is the same request, and gets the
 * first answer; any other is a different request under a key that is taken.
 */
export function decideVerdict(
  stored: { readonly fingerprint: Uint8Array },
  incoming: { readonly fingerprint: Uint8Array },
): Verdict {
  return Buffer.compare(stored.fingerprint, incoming.fingerprint) === 0 ? 'replay' : 'conflict';
}
