import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import { Conditions } from '@/lib/history/conditions';
import { addEventConditions } from '@/lib/history/events/event-conditions';
import { keyIdSql } from '@/lib/history/keys/key-id';
import type { SeqRange } from '@/lib/history/scan-page';

export const VERDICTS = ['replayed', 'payload_conflict', 'executed'] as const;
type Verdict = (typeof VERDICTS)[number];

interface ReusesAsked {
  readonly bounds: SeqRange;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly operation: string | undefined;
  /** Null for ever. */
  readonly retention: string | null;
  /** Executions after expiry that are looked at, the newest ones. */
  readonly max: number;
}

export interface ReuseRow {
  readonly seq: number;
  readonly event_id: string;
  readonly key_id: string;
  readonly idempotency_key: string;
  readonly generation: number;
  readonly operation: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly customer_reference: string | null;
  readonly client_id: string | null;
  readonly executed_at: string;
  /** Of the generation before, where the log still has it. */
  readonly expired_at: string | null;
  /** When the execution was, that its answer would have been kept of. */
  readonly first_executed_at: string | null;
  readonly same_request: boolean | null;
  readonly would_have_been: Verdict;
}

/**
 * The statement's common part. `chain` walks through each key's earlier generations: with the
 * retention asked about, one that falls within it would not have been executed, so that the next one
 * is still judged by the execution before it. `judged` has each execution after expiry with its
 * verdict. What is executed after expiry is in the log itself, what expired before it is a
 * generation: the key's history is not asked.
 */
function judged(
  merchantId: string,
  { bounds, from, to, operation, retention, max }: ReusesAsked,
): { readonly sql: string; readonly values: readonly unknown[] } {
  const conditions = new Conditions();
  const merchant = conditions.bind('?::uuid', merchantId);
  const kept = conditions.bind('?::interval', retention);
  conditions.add(
    `e.merchant_id = ${merchant} AND e.seq BETWEEN ? AND ?`,
    bounds.first,
    bounds.last,
  );
  addEventConditions(conditions, { outcome: 'reused_after_expiry', from, to, operation });
  const covered = (at: string) =>
    `coalesce(${at} < coalesce(c.base_at + ${kept}, 'infinity'), false)`;
  const sql = `WITH RECURSIVE reused AS MATERIALIZED (
    SELECT e.*, coalesce(e.numbered, ${projected(merchant, 'key_generations')},
      ${projected(merchant, 'key_history')}) AS generation
    FROM (
      SELECT e.seq, e.event_id, e.idempotency_key, e.generation AS numbered, e.operation, e.amount,
        e.currency, e.customer_reference, e.client, e.occurred_at, e.fingerprint,
        ${keyIdSql(merchant, 'e.idempotency_key')} AS key_id
      FROM events e WHERE ${conditions.sql} ORDER BY e.seq DESC LIMIT ${max}
    ) AS e
  ), chain AS (
    SELECT t.key_id, t.last, g.generation, g.expires_at, g.executed_at AS base_at,
      g.fingerprint AS base_fingerprint
    FROM (SELECT key_id, max(generation) AS last FROM reused GROUP BY key_id) AS t
    CROSS JOIN LATERAL ${next(merchant, 't', '0')} AS g
    UNION ALL
    SELECT c.key_id, c.last, g.generation, g.expires_at,
      CASE WHEN j.covered THEN c.base_at ELSE g.executed_at END,
      CASE WHEN j.covered THEN c.base_fingerprint ELSE g.fingerprint END
    FROM chain c CROSS JOIN LATERAL ${next(merchant, 'c', 'c.generation')} AS g
    CROSS JOIN LATERAL (SELECT ${covered('g.executed_at')} AS covered) AS j
    WHERE c.generation + 1 < c.last
  ), known AS (
    SELECT *, lead(generation) OVER (PARTITION BY key_id ORDER BY generation) AS next FROM chain
  ), judged AS (
    SELECT r.*, c.expires_at AS expired_at, c.base_at AS first_at, j.same,
      CASE WHEN NOT j.covered THEN 'executed' WHEN j.same THEN 'replayed' ELSE 'payload_conflict' END
        AS verdict
    FROM reused r
    LEFT JOIN known c ON c.key_id = r.key_id AND c.generation < r.generation
      AND r.generation <= coalesce(c.next, r.generation)
    CROSS JOIN LATERAL (SELECT c.key_id IS NOT NULL AND ${covered('r.occurred_at')} AS covered,
      CASE WHEN c.key_id IS NOT NULL THEN r.fingerprint IS NOT DISTINCT FROM c.base_fingerprint END
        AS same) AS j
  )`;
  return { sql, values: conditions.values };
}

/** The generation that an execution began, where the service that reported it does not number them. */
function projected(merchant: string, table: 'key_generations' | 'key_history'): string {
  return `(SELECT x.generation FROM ${table} x
    WHERE x.merchant_id = ${merchant} AND x.key_id = e.key_id AND x.executed_seq = e.seq)`;
}

/** The next generation that is known of a key of `walk`, before its last one that is looked at. */
function next(merchant: string, walk: string, generation: string): string {
  return `(SELECT x.generation, x.executed_at, x.expires_at, x.fingerprint FROM key_generations x
    WHERE x.merchant_id = ${merchant} AND x.key_id = ${walk}.key_id
      AND x.generation > ${generation} AND x.generation < ${walk}.last
    ORDER BY x.generation LIMIT 1)`;
}

/** Executions after expiry in these bounds, newest first, at most `max`. */
export async function listReuses(
  pool: Pool,
  merchantId: string,
  asked: ReusesAsked,
): Promise<ReuseRow[]> {
  const { sql, values } = judged(merchantId, asked);
  return await runStatement<ReuseRow>(pool, {
    name: '',
    text: `${sql} SELECT seq::float8 AS seq, event_id, key_id, idempotency_key, generation,
        operation, amount::float8 AS amount, currency, customer_reference, client AS client_id,
        ${timeText('occurred_at')} AS executed_at, ${timeText('expired_at')} AS expired_at,
        ${timeText('first_at')} AS first_executed_at, same AS same_request, verdict AS would_have_been
      FROM judged ORDER BY judged.seq DESC`,
    values: [...values],
  });
}

export interface ReuseSum {
  readonly verdict: Verdict;
  readonly executions: number;
  readonly keys: number;
  readonly customers: number;
  readonly amounts: Readonly<Record<string, number>>;
}

/** The same, counted by what they would have been. Amounts are of payments. */
export async function sumReuses(
  pool: Pool,
  merchantId: string,
  asked: ReusesAsked,
): Promise<ReuseSum[]> {
  const { sql, values } = judged(merchantId, asked);
  return await runStatement<ReuseSum>(pool, {
    name: '',
    text: `${sql}, sums AS (
        SELECT verdict, json_object_agg(currency, amount ORDER BY currency) AS amounts FROM (
          SELECT verdict, currency, sum(amount) AS amount FROM judged
          WHERE operation = 'payments' AND currency IS NOT NULL AND amount IS NOT NULL
          GROUP BY verdict, currency
        ) AS by_currency GROUP BY verdict
      )
      SELECT j.verdict, count(*)::float8 AS executions, count(DISTINCT j.key_id)::float8 AS keys,
        count(DISTINCT j.customer_reference)::float8 AS customers,
        coalesce(min(s.amounts::text)::json, '{}') AS amounts
      FROM judged j LEFT JOIN sums s USING (verdict) GROUP BY j.verdict`,
    values: [...values],
  });
}
