/** What an attempt is, given what is stored under its key. */
export type Verdict = 'replay' | 'conflict';

/**
 * The rule that everything else serves: the same fingerprint is the same request, and gets the
 * first answer; any other is a different request under a key that is taken.
 */
export function decideVerdict(
  stored: { readonly fingerprint: string },
  incoming: { readonly fingerprint: string },
): Verdict {
  return stored.fingerprint === incoming.fingerprint ? 'replay' : 'conflict';
}
