import type { Pool } from 'pg';
import { runStatement } from '@/lib/database/session';

export const PURGED_TABLES = [
  'idempotency_keys',
  'evidence',
  'key_tombstones',
  'observation_ids',
] as const;
export type PurgedTable = (typeof PURGED_TABLES)[number];

/**
 * What is due. A key outlives its expiry by far more than a statement may take, so a claim never
 * inserts from a snapshot in which the key was not there yet: generations only grow.
 */
const DUE = {
  idempotency_keys: { column: 'expires_at', before: "now() - interval '1 hour'" },
  evidence: { column: 'kept_until', before: 'now()' },
  key_tombstones: { column: 'expired_at', before: "now() - interval '13 months'" },
  observation_ids: { column: 'taken_at', before: "now() - interval '13 months'" },
} as const satisfies Record<PurgedTable, { column: string; before: string }>;

/** `ORDER BY … LIMIT` keeps the planner on the index (merchant_id, time), which is partial. */
function dueRows(table: PurgedTable, columns: string, merchant: string, limit: string): string {
  const { column, before } = DUE[table];
  return `SELECT ${columns} FROM ${table}
    WHERE merchant_id = ${merchant} AND ${column} <= ${before} AND ${column} < 'infinity'
    ORDER BY ${column} LIMIT ${limit}`;
}

/**
 * The lock looks at a row as it is now, so a key that has run again meanwhile is left alone. Its
 * tombstone and its response as evidence are there when it is gone.
 */
const PURGE_KEYS = `
WITH due AS MATERIALIZED (${dueRows('idempotency_keys', '*', '$1', '$2')} FOR UPDATE SKIP LOCKED),
tombstone AS (
  INSERT INTO key_tombstones AS t (merchant_id, key_hash, generation, expired_at)
  SELECT merchant_id, sha256(convert_to(idempotency_key, 'UTF8')), generation, expires_at FROM due
  ON CONFLICT (merchant_id, key_hash) DO UPDATE SET
    generation = greatest(t.generation, excluded.generation),
    expired_at = greatest(t.expired_at, excluded.expired_at)
),
kept_response AS (
  INSERT INTO evidence (merchant_id, event_id, part, body, kept_until)
  SELECT merchant_id, executor_id, 'response', response_body, expires_at + evidence_retention
  FROM due WHERE expires_at + evidence_retention > now()
  ON CONFLICT DO NOTHING
),
purged AS (
  DELETE FROM idempotency_keys k USING due
  WHERE k.merchant_id = due.merchant_id AND k.idempotency_key = due.idempotency_key
)
SELECT count(*)::int AS rows FROM due`;

const PURGE_EVIDENCE = `
WITH due AS MATERIALIZED (
  ${dueRows('evidence', 'merchant_id, event_id, part', '$1', '$2')} FOR UPDATE SKIP LOCKED
),
purged AS (
  DELETE FROM evidence e USING due
  WHERE e.merchant_id = due.merchant_id AND e.event_id = due.event_id AND e.part = due.part
)
SELECT count(*)::int AS rows FROM due`;

const PURGE_TOMBSTONES = `
WITH due AS MATERIALIZED (
  ${dueRows('key_tombstones', 'merchant_id, key_hash', '$1', '$2')} FOR UPDATE SKIP LOCKED
),
purged AS (
  DELETE FROM key_tombstones t USING due
  WHERE t.merchant_id = due.merchant_id AND t.key_hash = due.key_hash
)
SELECT count(*)::int AS rows FROM due`;

const PURGE_OBSERVATIONS = `
WITH due AS MATERIALIZED (
  ${dueRows('observation_ids', 'merchant_id, id_hash', '$1', '$2')} FOR UPDATE SKIP LOCKED
),
purged AS (
  DELETE FROM observation_ids o USING due
  WHERE o.merchant_id = due.merchant_id AND o.id_hash = due.id_hash
)
SELECT count(*)::int AS rows FROM due`;

const PURGE: Record<PurgedTable, string> = {
  idempotency_keys: PURGE_KEYS,
  evidence: PURGE_EVIDENCE,
  key_tombstones: PURGE_TOMBSTONES,
  observation_ids: PURGE_OBSERVATIONS,
};

/** The merchants that have a row due in a table. */
export async function merchantsDue(pool: Pool, table: PurgedTable): Promise<string[]> {
  const rows = await runStatement<{ merchant_id: string }>(pool, {
    name: `merchants-due-${table}`,
    text: `SELECT m.merchant_id FROM merchants m
      CROSS JOIN LATERAL (${dueRows(table, '', 'm.merchant_id', '1')}) AS due`,
    values: [],
  });
  return rows.map((row) => row.merchant_id);
}

/** Purges up to `limit` rows of a merchant that nobody else holds; returns how many. */
export async function purgeBatch(
  pool: Pool,
  table: PurgedTable,
  merchantId: string,
  limit: number,
): Promise<number> {
  const rows = await runStatement<{ rows: number }>(pool, {
    name: `purge-${table}`,
    text: PURGE[table],
    values: [merchantId, limit],
  });
  return rows[0]?.rows ?? 0;
}

/** How many rows of a table are due, counted up to `limit`. */
export async function countDue(pool: Pool, table: PurgedTable, limit: number): Promise<number> {
  const rows = await runStatement<{ due: number }>(pool, {
    name: `count-due-${table}`,
    text: `SELECT count(*)::int AS due FROM (
        SELECT FROM merchants m
        CROSS JOIN LATERAL (${dueRows(table, '', 'm.merchant_id', '$1')}) AS each
        LIMIT $1
      ) AS counted`,
    values: [limit],
  });
  return rows[0]?.due ?? 0;
}

export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Estimated rows, and bytes with indexes, of each table in `public`; partitions count as their
 * table. PostgreSQL forgets its live counts in a crash: until the next analysis they say what has
 * been added since, and the last analysis what was there before.
 */
export async function estimateTables(pool: Pool): Promise<TableSize[]> {
  const rows = await runStatement<{ table: string; rows: string; bytes: string }>(pool, {
    name: 'estimate-tables',
    text: `SELECT root.relname AS table, sum(pg_total_relation_size(c.oid))::text AS bytes,
        sum(s.n_live_tup + CASE WHEN coalesce(s.last_vacuum, s.last_autovacuum, s.last_analyze,
          s.last_autoanalyze) IS NULL THEN greatest(c.reltuples, 0) ELSE 0 END)::bigint::text AS rows
      FROM pg_class c
      JOIN pg_stat_user_tables s ON s.relid = c.oid
      JOIN pg_class root ON root.oid = coalesce(pg_partition_root(c.oid), c.oid)
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        AND c.relname <> '_prisma_migrations'
      GROUP BY root.relname ORDER BY root.relname`,
    values: [],
  });
  return rows.map(({ table, rows, bytes }) => ({
    table,
    rows: Number(rows),
    bytes: Number(bytes),
  }));
}

/**
 * Gives back what workers locked longer ago than any task may take: they are dead, and the queue by
 * itself would wait for hours. A task may so run twice at most, which all of ours bear.
 */
export async function unlockAbandoned(ownerPool: Pool, afterMs: number): Promise<void> {
  await runStatement(ownerPool, {
    name: 'unlock-abandoned',
    text: `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by))
      FROM graphile_worker.jobs
      WHERE locked_at < now() - $1::integer * interval '1 millisecond'
      HAVING count(*) > 0`,
    values: [afterMs],
  });
}

/** More than this is not counted: a name that all guests share may be on millions of rows. */
const REMAINS_MAX = 1_000;

interface Remains {
  /** Events in the outbox. */
  readonly unsealed: number;
  readonly events: number;
  readonly payments: number;
}

/**
 * What names this customer, in one snapshot: an event that the tail moves meanwhile counts once. A
 * batch's event names nobody; its payments do.
 */
export async function remainsOf(
  pool: Pool,
  { merchantId, customer }: { readonly merchantId: string; readonly customer: string },
): Promise<Remains> {
  const upToMax = (table: string, naming: string) =>
    `(SELECT count(*)::int FROM (SELECT FROM ${table}
      WHERE merchant_id = $1 AND ${naming} = $2 LIMIT ${REMAINS_MAX}) AS counted)`;
  const [row] = await runStatement<Remains>(pool, {
    name: 'remains-of-customer',
    text: `SELECT
        ${upToMax('outbox', "json_extract_path_text(record, 'customer_reference')")} AS unsealed,
        ${upToMax('events', 'customer_reference')} AS events,
        ${upToMax('payments', 'customer_reference')} AS payments`,
    values: [merchantId, customer],
  });
  return row ?? { unsealed: 0, events: 0, payments: 0 };
}
