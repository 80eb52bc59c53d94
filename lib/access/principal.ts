import type { Person } from './person';

/** What an API key may do. `operator` manages merchants and sees no data. */
export const SCOPES = ['ingest', 'read', 'export', 'admin', 'operator'] as const;
/**
 * What only people may do, by their roles; no API key has one of these: manage people, see payloads,
 * see those that are masked after giving a reason, sign off a day, write notes, note what happened
 * at a moment.
 */
export const PERSON_SCOPES = [
  'people',
  'payloads',
  'reveal',
  'sign_off',
  'notes',
  'annotate',
] as const;
export type Scope = (typeof SCOPES)[number] | (typeof PERSON_SCOPES)[number];

/** Who is asking, once authenticated. */
export interface Principal {
  /** Of a person, the one that was chosen. */
  readonly merchantId: string;
  /** The API key's id: `client_id` of its events. Of a person, the person's. */
  readonly clientId: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Set where a signed-in person asks. */
  readonly person?: Person;
}
