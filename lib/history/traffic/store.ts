import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { Grain, Traffic, TrafficSums } from './fold-traffic';

type Bucket = Pick<Traffic, 'merchantId' | 'grain' | 'bucket'>;

const BUCKET = `to_char(t.bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS bucket`;
/** One value for all sums: a day by minute is thousands of them, which `pg` takes long over. */
const SUMS = `concat('[', t.outcomes, ',', t.amounts, ',', t.prevented, ',[', btrim(t.latency::text, '{}'),
  '],', t.first_seq, ',', t.last_seq, ']') AS sums`;

function parseSums(text: string): TrafficSums {
  const [outcomes, amounts, prevented, latency, firstSeq, lastSeq] = JSON.parse(text);
  return { outcomes, amounts, prevented, latency, firstSeq, lastSeq };
}

/** Those of the buckets that have had attempts. */
export async function loadTraffic(
  transaction: Queryable,
  buckets: readonly Bucket[],
): Promise<Traffic[]> {
  const { rows } = await transaction.query<{
    merchant_id: string;
    grain: Grain;
    bucket: string;
    sums: string;
  }>({
    name: 'load-traffic',
    text: `SELECT t.merchant_id, t.grain, ${BUCKET}, ${SUMS}
      FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS i(merchant_id, grain, bucket)
      CROSS JOIN LATERAL (SELECT * FROM traffic s WHERE s.merchant_id = i.merchant_id
        AND s.grain = i.grain AND s.bucket = i.bucket OFFSET 0) AS t`,
    values: bucketArrays(buckets),
  });
  return rows.map(({ merchant_id: merchantId, grain, bucket, sums }) => ({
    merchantId,
    grain,
    bucket,
    ...parseSums(sums),
  }));
}

function bucketArrays(buckets: readonly Bucket[]): string[][] {
  return [
    buckets.map(({ merchantId }) => merchantId),
    buckets.map(({ grain }) => grain),
    buckets.map(({ bucket }) => bucket),
  ];
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
  const rows = await runStatement<{ bucket: string; sums: string }>(pool, {
    name: 'read-traffic',
    text: `SELECT ${BUCKET}, ${SUMS} FROM traffic t WHERE t.merchant_id = $1 AND t.grain = $2 AND t.bucket >= $3 AND t.bucket < $4
      ORDER BY t.bucket`,
    values: [merchantId, grain, span.from, span.to],
  });
  return rows.map(({ bucket, sums }) => ({ merchantId, grain, bucket, ...parseSums(sums) }));
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
