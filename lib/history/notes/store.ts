import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';

/** Of the events that are notes: an index finds them among all others. */
export const NOTED = 'key.noted';
const NOTES_MAX = 200;

export interface NoteRow {
  readonly event_id: string;
  readonly text: string | null;
  readonly actor: string;
  readonly actor_role: string;
  /** RFC 3339, microseconds. */
  readonly occurred_at: string;
}

/** Notes on a subject, newest first: those that wait for the tail, then those in the log. */
export function listNotes(pool: Pool, merchantId: string, subject: string): Promise<NoteRow[]> {
  return runStatement<NoteRow>(pool, {
    name: 'list-notes',
    text: `SELECT event_id, text, actor, actor_role, ${timeText('at')} AS occurred_at
      FROM (
        SELECT event_id, metadata ->> 'note' AS text, actor, actor_role, occurred_at AS at
        FROM events WHERE merchant_id = $1 AND outcome = '${NOTED}' AND subject = $2
        UNION
        SELECT event_id, record -> 'metadata' ->> 'note', record ->> 'actor',
          record ->> 'actor_role', occurred_at
        FROM outbox
        WHERE merchant_id = $1 AND outcome = '${NOTED}' AND record ->> 'subject_id' = $2
      ) AS notes ORDER BY at DESC, event_id DESC LIMIT ${NOTES_MAX}`,
    values: [merchantId, subject],
  });
}
