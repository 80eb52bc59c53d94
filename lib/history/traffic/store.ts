import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { Grain, TimedSums, Traffic } from './fold-traffic';

type Bucket = Pick<Traffic, 'merchantId' | 'grain' | 'bucket'>;

const BUCKET = `to_char(t.bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS bucket`;
/** One value for a row: a day by minute would be ten thousand, which `pg` takes long over. */
const SUMS = `'[' || date_part('epoch', t.bucket) || ',' || t.outcomes || ',' || t.amounts || ',' || t.prevented
  || ',[' || btrim(t.latency::text, '{}') || '],' || t.first_seq || ',' || t.last_seq || ']'`;

type SumsRow = [
  start: number,
  outcomes: TimedSums['outcomes'],
  amounts: TimedSums['amounts'],
  prevented: TimedSums['prevented'],
  latency: number[],
  firstSeq: number,
  lastSeq: number,
];

function sumsOf(row: SumsRow): TimedSums {
  const [start, outcomes, amounts, prevented, latency, firstSeq, lastSeq] = row;
  return { startMs: start * 1000, outcomes, amounts, prevented, latency, firstSeq, lastSeq };
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
    text: `SELECT t.merchant_id, t.grain, ${BUCKET}, ${SUMS} AS sums
      FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS i(merchant_id, grain, bucket)
      CROSS JOIN LATERAL (SELECT * FROM traffic s WHERE s.merchant_id = i.merchant_id
        AND s.grain = i.grain AND s.bucket = i.bucket OFFSET 0) AS t`,
    values: bucketArrays(buckets),
  });
  return rows.map(({ merchant_id: merchantId, grain, bucket, sums }) => ({
    merchantId,
    grain,
    bucket,
    ...sumsOf(JSON.parse(sums)),
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

/** Without the zeros at the end: most latencies are in the first half, and zeros cost as much to read. */
function upToLastCount(counts: readonly number[]): readonly number[] {
  return counts.slice(0, counts.findLastIndex((count) => count > 0) + 1);
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
      rows.map(({ latency }) => `{${upToLastCount(latency).join(',')}}`),
      rows.map(({ firstSeq }) => firstSeq),
      rows.map(({ lastSeq }) => lastSeq),
    ],
  });
}

/** Rows that are one value together: enough for one, few enough for the first to come soon. */
const PARTS = { minute: '1 hour', hour: '60 hours' } as const;

/**
 * A merchant's traffic of [from, to), oldest first: `take` has each part of it while the database
 * makes the next one. Parts come in their order without being sorted, as LATERAL goes through them.
 */
export async function readTraffic(
  pool: Pool,
  merchantId: string,
  { grain, from, to }: { readonly grain: Grain; readonly from: string; readonly to: string },
  take: (rows: readonly TimedSums[]) => void,
): Promise<void> {
  await runStatement(pool, {
    name: 'read-traffic',
    text: `SELECT rows.sums FROM generate_series($3::timestamptz, $4::timestamptz, $5::interval) AS part
      CROSS JOIN LATERAL (SELECT '[' || string_agg(sums, ',') || ']' AS sums FROM (
        SELECT ${SUMS} AS sums FROM traffic t WHERE t.merchant_id = $1 AND t.grain = $2
          AND t.bucket >= part AND t.bucket < LEAST(part + $5::interval, $4) ORDER BY t.bucket
      ) AS t) AS rows WHERE rows.sums IS NOT NULL`,
    values: [merchantId, grain, from, to, PARTS[grain]],
    types: {
      getTypeParser: () => (text) => {
        const rows: SumsRow[] = JSON.parse(text);
        take(rows.map(sumsOf));
      },
    },
  });
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
