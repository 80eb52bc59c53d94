import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import { SYSTEM_STREAM } from '../journal';

export interface HeadRow {
  readonly merchantId: string;
  readonly name: string;
  readonly size: number;
  /** Times are RFC 3339, UTC, microseconds. */
  readonly sealedAt: string | null;
  readonly waitingSince: string | null;
  readonly checkpointSize: number | null;
  readonly root: Buffer | null;
  readonly note: string | null;
  readonly createdAt: string | null;
  readonly publishedAt: string | null;
}

/** The ends of merchants' logs, by name. Ids of events rise with time: the first one is the oldest. */
export async function readHeads(pool: Pool, merchantIds: readonly string[]): Promise<HeadRow[]> {
  return await runStatement<HeadRow>(pool, {
    name: 'integrity-heads',
    text: `SELECT m.merchant_id AS "merchantId", m.name, coalesce(h.size, 0)::float8 AS size,
        ${timeText('h.updated_at')} AS "sealedAt", ${timeText('w.occurred_at')} AS "waitingSince",
        c.size::float8 AS "checkpointSize", c.root, c.note, ${timeText('c.created_at')} AS "createdAt",
        ${timeText('c.published_at')} AS "publishedAt"
      FROM merchants m
      LEFT JOIN ledger_heads h ON h.merchant_id = m.merchant_id
      LEFT JOIN LATERAL (SELECT o.occurred_at FROM outbox o WHERE o.merchant_id = m.merchant_id
        ORDER BY o.event_id LIMIT 1) w ON true
      LEFT JOIN LATERAL (SELECT k.* FROM checkpoints k WHERE k.merchant_id = m.merchant_id
        ORDER BY k.size DESC LIMIT 1) c ON true
      WHERE m.merchant_id = ANY ($1::uuid[]) ORDER BY m.name, m.merchant_id`,
    values: [merchantIds],
  });
}

export interface SealingRow {
  readonly nowMs: number;
  /** When the lease of who moves the log ends or ended; null where nobody ever had it. */
  readonly leaseUntilMs: number | null;
  /** When the oldest event happened that is not in any log yet. */
  readonly waitingSinceMs: number | null;
  readonly separated: boolean;
}

/** How the log is moved just now, for all merchants. */
export async function readSealing(
  pool: Pool,
  merchantIds: readonly string[],
): Promise<SealingRow | undefined> {
  const ms = (time: string) => `(extract(epoch FROM ${time}) * 1000)::float8`;
  const [row] = await runStatement<SealingRow>(pool, {
    name: 'integrity-sealing',
    text: `SELECT ${ms('clock_timestamp()')} AS "nowMs",
        (SELECT ${ms('l.expires_at')} FROM ledger_lease l WHERE l.merchant_id = $1) AS "leaseUntilMs",
        (SELECT ${ms('min(w.occurred_at)')} FROM unnest($2::uuid[]) AS m(merchant_id)
          CROSS JOIN LATERAL (SELECT o.occurred_at FROM outbox o
            WHERE o.merchant_id = m.merchant_id ORDER BY o.event_id LIMIT 1) w) AS "waitingSinceMs",
        NOT has_table_privilege('events', 'UPDATE') AND NOT has_table_privilege('events', 'DELETE')
          AND NOT has_table_privilege('events', 'TRUNCATE') AS separated`,
    values: [SYSTEM_STREAM, [...merchantIds, SYSTEM_STREAM]],
  });
  return row;
}

export interface FailureRow {
  readonly control: unknown;
  readonly cause: unknown;
  readonly startedAt: unknown;
  readonly endedAt: unknown;
}

/** Failures of the control, the latest first; of the whole installation. */
export async function readFailures(pool: Pool, limit: number): Promise<FailureRow[]> {
  return await runStatement<FailureRow>(pool, {
    name: 'integrity-failures',
    text: `SELECT e.detail #>> '{after,control}' AS control, e.detail #>> '{after,cause}' AS cause,
        e.detail #>> '{after,started_at}' AS "startedAt", e.detail #>> '{after,ended_at}' AS "endedAt"
      FROM events e WHERE e.merchant_id = $1 AND e.outcome = 'control.failure'
      ORDER BY e.seq DESC LIMIT $2`,
    values: [SYSTEM_STREAM, limit],
  });
}
