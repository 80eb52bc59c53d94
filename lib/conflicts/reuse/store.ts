import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import { Conditions } from '@/lib/history/conditions';
import { addEventConditions } from '@/lib/history/events/event-conditions';
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
 * The statement's common part. `chain` walks through each key's generations: with the retention
 * asked about, one that falls within it would not have been executed, so that the next one is still
 * judged by the execution before it. `judged` has each execution after expiry with its verdict.
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
  const sql = `WITH RECURSIVE reused AS MATERIALIZED (
    SELECT e.*, k.key_id FROM (
      SELECT * FROM events e WHERE ${conditions.sql} ORDER BY e.seq DESC LIMIT ${max}
    ) AS e
    LEFT JOIN key_history k ON k.merchant_id = ${merchant}
      AND k.idempotency_key = e.idempotency_key AND k.idempotency_key > ''
  ), chain AS (
    SELECT t.key_id, g.generation, g.executed_at, g.executed_at AS base_at,
      g.fingerprint AS base_fingerprint, g.expires_at, NULL::timestamptz AS expired_at,
      NULL::timestamptz AS first_at, NULL::boolean AS same, 'executed' AS verdict
    FROM (SELECT DISTINCT key_id FROM reused WHERE key_id IS NOT NULL) AS t
    CROSS JOIN LATERAL ${next(merchant, 't.key_id', '0')} AS g
    UNION ALL
    SELECT c.key_id, g.generation, g.executed_at,
      CASE WHEN j.covered THEN c.base_at ELSE g.executed_at END,
      CASE WHEN j.covered THEN c.base_fingerprint ELSE g.fingerprint END,
      g.expires_at, c.expires_at, c.base_at, j.same,
      CASE WHEN NOT j.covered THEN 'executed' WHEN j.same THEN 'replayed' ELSE 'payload_conflict' END
    FROM chain c CROSS JOIN LATERAL ${next(merchant, 'c.key_id', 'c.generation')} AS g
    CROSS JOIN LATERAL (SELECT
      coalesce(g.executed_at < coalesce(c.base_at + ${kept}, 'infinity'), false) AS covered,
      g.fingerprint IS NOT DISTINCT FROM c.base_fingerprint AS same) AS j
  ), judged AS (
    SELECT r.*, c.expired_at, c.first_at, c.same, coalesce(c.verdict, 'executed') AS verdict
    FROM reused r
    LEFT JOIN chain c ON c.key_id = r.key_id AND c.generation = r.generation
  )`;
  return { sql, values: conditions.values };
}

/** The key's next generation that is known. */
function next(merchant: string, keyId: string, generation: string): string {
  const columns = 'x.generation, x.executed_at, x.expires_at, x.fingerprint';
  const after = `x.merchant_id = ${merchant} AND x.key_id = ${keyId} AND x.generation > ${generation}`;
  return `(SELECT * FROM (
      (SELECT ${columns} FROM key_generations x WHERE ${after} ORDER BY x.generation LIMIT 1)
      UNION ALL SELECT ${columns} FROM key_history x WHERE ${after}
    ) AS either ORDER BY generation LIMIT 1)`;
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
        SELECT verdict, json_object_agg(currency, amount) AS amounts FROM (
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
