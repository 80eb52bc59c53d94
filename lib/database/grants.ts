export const INGEST_ROLE = 'onceover_ingest';
export const TAIL_ROLE = 'onceover_tail';

/** The group roles; logins are members of them. The owner needs no grant. */
export const GROUP_ROLES = [INGEST_ROLE, TAIL_ROLE] as const;
type GroupRole = (typeof GROUP_ROLES)[number];

/** As GRANT spells it; a column list may follow, as in `UPDATE (last_used_at, revoked_at)`. */
type Privilege =
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

const READ_MODEL = {
  onceover_ingest: ['SELECT'],
  onceover_tail: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
} satisfies Grants[string];

/** The whole truth: privileges.ts grants what is missing and revokes what is not listed here. */
export const GRANTS: Grants = {
  merchants: {
    onceover_ingest: ['SELECT', 'INSERT', 'UPDATE (removed_at)'],
    onceover_tail: ['SELECT'],
  },
  api_keys: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE (last_used_at, revoked_at)'] },
  policies: { onceover_ingest: ['SELECT', 'INSERT'], onceover_tail: ['SELECT'] },
  idempotency_keys: {
    onceover_ingest: ['SELECT', 'INSERT', 'UPDATE'],
    // Locking a row takes the right to update some column; the tail updates none.
    onceover_tail: ['SELECT', 'DELETE', 'UPDATE (generation)'],
  },
  key_tombstones: {
    onceover_ingest: ['SELECT'],
    onceover_tail: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  },
  evidence: {
    onceover_ingest: ['SELECT', 'INSERT'],
    // The purge locks what it deletes, for which some column must be updatable.
    onceover_tail: ['SELECT', 'INSERT', 'DELETE', 'UPDATE (kept_until)'],
  },
  observation_ids: {
    onceover_ingest: ['SELECT', 'INSERT'],
    onceover_tail: ['SELECT', 'DELETE', 'UPDATE (taken_at)'],
  },
  outbox: {
    onceover_ingest: ['SELECT', 'INSERT'],
    onceover_tail: ['SELECT', 'INSERT', 'DELETE'],
  },
  payments: {
    // Refunds lock the payment's row, for which some column must be updatable; none is updated.
    onceover_ingest: ['SELECT', 'INSERT', 'UPDATE (client_timestamp)'],
    onceover_tail: ['SELECT'],
  },
  refunds: { onceover_ingest: ['SELECT', 'INSERT'], onceover_tail: ['SELECT'] },
  jobs: { onceover_ingest: ['SELECT', 'INSERT'], onceover_tail: ['SELECT', 'UPDATE'] },
  // The log: nobody's to change.
  events: { onceover_ingest: ['SELECT'], onceover_tail: ['SELECT', 'INSERT'] },
  ledger_nodes: { onceover_ingest: ['SELECT'], onceover_tail: ['SELECT', 'INSERT'] },
  ledger_heads: { onceover_ingest: ['SELECT'], onceover_tail: ['SELECT', 'INSERT', 'UPDATE'] },
  checkpoints: {
    onceover_ingest: ['SELECT'],
    onceover_tail: ['SELECT', 'INSERT', 'UPDATE (published_at)'],
  },
  // The tail's owner signs within a second for whoever asked.
  checkpoint_requests: {
    onceover_ingest: ['SELECT', 'INSERT'],
    onceover_tail: ['SELECT', 'DELETE'],
  },
  signing_keys: {
    onceover_ingest: [
      'SELECT (merchant_id, signing_key_id, name, public_key, created_at, retired_at)',
    ],
    onceover_tail: ['SELECT', 'INSERT', 'UPDATE (retired_at)'],
  },
  archives: { onceover_ingest: ['SELECT'], onceover_tail: ['SELECT'] },
  ledger_lease: { onceover_ingest: ['SELECT'], onceover_tail: ['SELECT', 'INSERT', 'UPDATE'] },
  // Read models of the log (lib/history); a rebuild empties and refills them.
  key_history: READ_MODEL,
  key_generations: READ_MODEL,
  expiry_hours: READ_MODEL,
  traffic: READ_MODEL,
  event_blocks: READ_MODEL,
  key_blocks: READ_MODEL,
  annotations: { onceover_ingest: ['SELECT', 'INSERT'] },
  exports: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  auth_users: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE'] },
  auth_accounts: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE'] },
  auth_grants: { onceover_ingest: ['SELECT', 'INSERT', 'DELETE'] },
  auth_sessions: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  auth_verifications: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  auth_invitations: { onceover_ingest: ['SELECT', 'INSERT', 'DELETE'] },
  auth_totps: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  auth_recovery_codes: { onceover_ingest: ['SELECT', 'INSERT', 'DELETE'] },
  auth_passkeys: {
    onceover_ingest: ['SELECT', 'INSERT', 'UPDATE (sign_count, last_used_at)', 'DELETE'],
  },
  auth_used_challenges: {
    // Old ones are locked before they are deleted, for which some column must be updatable.
    onceover_ingest: ['SELECT', 'INSERT', 'DELETE', 'UPDATE (ends_at)'],
  },
  auth_throttles: { onceover_ingest: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
};
