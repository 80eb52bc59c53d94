import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { Grain, Traffic } from './fold-traffic';

type Bucket = Pick<Traffic, 'merchantId' | 'grain' | 'bucket'>;

interface StoredTraffic {
  readonly merchant_id: string;
  readonly grain: Grain;
  readonly bucket: string;
  readonly outcomes: Record<string, number>;
  readonly amounts: Record<string, string>;
  readonly prevented: Record<string, string>;
  /** As PostgreSQL writes it: `pg` takes long over arrays. */
  readonly latency: string;
  readonly first_seq: string;
  readonly last_seq: string;
}

const BUCKET = `to_char(t.bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS bucket`;

/** Those of the buckets that have had attempts. */
export async function loadTraffic(
  transaction: Queryable,
  buckets: readonly Bucket[],
): Promise<Traffic[]> {
  const { rows } = await transaction.query<StoredTraffic>({
    name: 'load-traffic',
    text: `SELECT t.merchant_id, t.grain, ${BUCKET}, t.outcomes, t.amounts, t.prevented,
        t.latency::text, t.first_seq, t.last_seq
      FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS i(merchant_id, grain, bucket)
      CROSS JOIN LATERAL (SELECT * FROM traffic s WHERE s.merchant_id = i.merchant_id
        AND s.grain = i.grain AND s.bucket = i.bucket OFFSET 0) AS t`,
    values: bucketArrays(buckets),
  });
  return rows.map(toTraffic);
}

function bucketArrays(buckets: readonly Bucket[]): string[][] {
  return [
    buckets.map(({ merchantId }) => merchantId),
    buckets.map(({ grain }) => grain),
    buckets.map(({ bucket }) => bucket),
  ];
}

function toTraffic(row: StoredTraffic): Traffic {
  return {
    merchantId: row.merchant_id,
    grain: row.grain,
    bucket: row.bucket,
    outcomes: row.outcomes,
    amounts: row.amounts,
    prevented: row.prevented,
    latency: row.latency.slice(1, -1).split(',').map(Number),
    firstSeq: Number(row.first_seq),
    lastSeq: Number(row.last_seq),
  };
}

/** The same text however the log was cut into batches. */
function sortedJson(counts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(counts).sort()));
}

export async function saveTraffic(transaction: Queryable, rows: readonly Traffic[]): Promise<void> {
  await transaction.query({
    name: 'save-traffic',
    text: `INSERT INTO traffic (merchant_id, grain, bucket, outcomes, amounts, prevented, latency,
        first_seq, last_seq)
      SELECT i.merchant_id, i.grain, i.bucket, i.outcomes, i.amounts, i.prevented,
        i.latency::integer[], i.first_seq, i.last_seq
      FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::json[], $5::json[], $6::json[],
        $7::text[], $8::bigint[], $9::bigint[])
        AS i(merchant_id, grain, bucket, outcomes, amounts, prevented, latency, first_seq, last_seq)
      ON CONFLICT (merchant_id, grain, bucket) DO UPDATE SET outcomes = excluded.outcomes,
        amounts = excluded.amounts, prevented = excluded.prevented, latency = excluded.latency,
        first_seq = excluded.first_seq, last_seq = excluded.last_seq`,
    values: [
      ...bucketArrays(rows),
      rows.map(({ outcomes }) => sortedJson(outcomes)),
      rows.map(({ amounts }) => sortedJson(amounts)),
      rows.map(({ prevented }) => sortedJson(prevented)),
      rows.map(({ latency }) => `{${latency.join(',')}}`),
      rows.map(({ firstSeq }) => firstSeq),
      rows.map(({ lastSeq }) => lastSeq),
    ],
  });
}

/** A merchant's traffic of [from, to), oldest first. */
export async function readTraffic(
  pool: Pool,
  merchantId: string,
  grain: Grain,
  span: { readonly from: string; readonly to: string },
): Promise<Traffic[]> {
  const rows = await runStatement<StoredTraffic>(pool, {
    name: 'read-traffic',
    text: `SELECT t.merchant_id, t.grain, ${BUCKET}, t.outcomes, t.amounts, t.prevented,
        t.latency::text, t.first_seq, t.last_seq
      FROM traffic t WHERE t.merchant_id = $1 AND t.grain = $2 AND t.bucket >= $3 AND t.bucket < $4
      ORDER BY t.bucket`,
    values: [merchantId, grain, span.from, span.to],
  });
  return rows.map(toTraffic);
}

/** The hour of the merchant's first attempt; undefined before any. */
export async function firstBucket(pool: Pool, merchantId: string): Promise<string | undefined> {
  const [row] = await runStatement<{ bucket: string }>(pool, {
    name: 'first-traffic',
    text: `SELECT ${BUCKET} FROM traffic t WHERE t.merchant_id = $1 AND t.grain = 'hour'
      ORDER BY t.bucket LIMIT 1`,
    values: [merchantId],
  });
  return row?.bucket;
}
