import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';

/** What of a merchant's log is in the archive only. */
export interface Archived {
  readonly lastSeq: number;
  /** When its last month ended: RFC 3339. */
  readonly endedAt: string;
}

/** Undefined where the log is whole. Throws DatabaseError. */
export async function findArchived(pool: Pool, merchantId: string): Promise<Archived | undefined> {
  const [row] = await runStatement<Archived>(pool, {
    name: 'export-archived',
    text: `SELECT max(last_seq)::float8 AS "lastSeq",
        to_char(max(month) + interval '1 month', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "endedAt"
      FROM archives WHERE merchant_id = $1 HAVING count(*) > 0`,
    values: [merchantId],
  });
  return row;
}
