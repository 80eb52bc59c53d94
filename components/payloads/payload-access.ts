/** What somebody may see of payloads: at once, after giving a reason, or not at all. */
export type PayloadAccess = 'shown' | 'revealed' | 'hidden';

export function payloadAccess(scopes: ReadonlySet<string>): PayloadAccess {
  if (scopes.has('payloads')) return 'shown';
  return scopes.has('reveal') ? 'revealed' : 'hidden';
}
