export const INGEST_ROLE = 'onceover_ingest';
export const TAIL_ROLE = 'onceover_tail';

/** The group roles; logins are members of them. The owner needs no grant. */
export const GROUP_ROLES = [INGEST_ROLE, TAIL_ROLE] as const;
export type GroupRole = (typeof GROUP_ROLES)[number];

/** As GRANT spells it; a column list may follow, as in `UPDATE (last_used_at, revoked_at)`. */
export type Privilege =
  | 'SELECT'
  | 'INSERT'
  | 'UPDATE'
  | 'DELETE'
  | `SELECT (${string})`
  | `INSERT (${string})`
  | `UPDATE (${string})`;

/** Table (`schema.table` outside public) → what each role may do with it. */
export type Grants = Readonly<
  Record<string, Readonly<Partial<Record<GroupRole, readonly Privilege[]>>>>
>;

/** The whole truth: privileges.ts grants what is missing and revokes what is not listed here. */
export const GRANTS: Grants = {
  merchants: { onceover_ingest: ['SELECT'], onceover_tail: ['SELECT'] },
};
