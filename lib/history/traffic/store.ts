import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { Grain, TimedSums, Traffic, TrafficSums } from './fold-traffic';
import { shownTraffic } from './present-traffic';

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

/** The same order however the log was cut into batches. */
function inOrder(row: Traffic): Traffic {
  return {
    ...row,
    outcomes: sorted(row.outcomes),
    amounts: sorted(row.amounts),
    prevented: sorted(row.prevented),
  };
}

function sorted<Value>(counts: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(counts).sort());
}

/** Without the zeros at the end: most latencies are in the first half, and zeros cost as much to read. */
function upToLastCount(counts: readonly number[]): readonly number[] {
  return counts.slice(0, counts.findLastIndex((count) => count > 0) + 1);
}

export async function saveTraffic(transaction: Queryable, sums: readonly Traffic[]): Promise<void> {
  const rows = sums.map(inOrder);
  await transaction.query({
    name: 'save-traffic',
    text: `INSERT INTO traffic (merchant_id, grain, bucket, outcomes, amounts, prevented, latency,
        first_seq, last_seq, shown)
      SELECT i.merchant_id, i.grain, i.bucket, i.outcomes, i.amounts, i.prevented,
        i.latency::integer[], i.first_seq, i.last_seq, i.shown
      FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::json[], $5::json[], $6::json[],
        $7::text[], $8::bigint[], $9::bigint[], $10::text[]) AS i(merchant_id, grain, bucket, outcomes,
        amounts, prevented, latency, first_seq, last_seq, shown)
      ON CONFLICT (merchant_id, grain, bucket) DO UPDATE SET outcomes = excluded.outcomes,
        amounts = excluded.amounts, prevented = excluded.prevented, latency = excluded.latency,
        first_seq = excluded.first_seq, last_seq = excluded.last_seq, shown = excluded.shown`,
    values: [
      ...bucketArrays(rows),
      rows.map(({ outcomes }) => JSON.stringify(outcomes)),
      rows.map(({ amounts }) => JSON.stringify(amounts)),
      rows.map(({ prevented }) => JSON.stringify(prevented)),
      rows.map(({ latency }) => `{${upToLastCount(latency).join(',')}}`),
      rows.map(({ firstSeq }) => firstSeq),
      rows.map(({ lastSeq }) => lastSeq),
      rows.map(shownTraffic),
    ],
  });
}

/** Rows that are one value together: enough for one, few enough for the first to come soon. */
const PARTS = { minute: '1 hour', hour: '60 hours' } as const;

/** A merchant's rows of [from, to), whole ones. */
export interface TrafficSpan {
  readonly grain: Grain;
  readonly from: string;
  readonly to: string;
}

/** A value for each part of a span, in their order without being sorted: LATERAL goes through them. */
function partsOf(row: string, separator: string): string {
  return `SELECT rows.part FROM generate_series($3::timestamptz, $4::timestamptz, $5::interval) AS start
      CROSS JOIN LATERAL (SELECT string_agg(row, ${separator}) AS part FROM (
        SELECT ${row} AS row FROM traffic t WHERE t.merchant_id = $1 AND t.grain = $2
          AND t.bucket >= start AND t.bucket < LEAST(start + $5::interval, $4) ORDER BY t.bucket
      ) AS t) AS rows WHERE rows.part IS NOT NULL`;
}

/** The rows, oldest first. */
export async function readTraffic(
  pool: Pool,
  merchantId: string,
  { grain, from, to }: TrafficSpan,
): Promise<TimedSums[]> {
  const rows: TimedSums[] = [];
  await runStatement(pool, {
    name: 'read-traffic',
    text: partsOf(SUMS, "','"),
    values: [merchantId, grain, from, to, PARTS[grain]],
    // Each part while the database makes the next one.
    types: { getTypeParser: () => (text) => rows.push(...parseRows(text)) },
  });
  return rows;
}

function parseRows(text: string): TimedSums[] {
  const rows: SumsRow[] = JSON.parse(`[${text}]`);
  return rows.map(sumsOf);
}

/**
 * Gives what each row is shown as, oldest first. Returns rows that are all of them together: by hour
 * as far as hours are whole.
 */
export async function readShownTraffic(
  pool: Pool,
  merchantId: string,
  { grain, from, to }: TrafficSpan,
  take: (startMs: number, shown: string) => void,
): Promise<TrafficSums[]> {
  const hours = { from: wholeHour(from, Math.ceil), to: wholeHour(to, Math.floor) };
  let total: TrafficSums[] = [];
  // One statement, so that both are of the same moment.
  await runStatement(pool, {
    name: 'read-shown-traffic',
    text: `SELECT '${TOTAL}' || COALESCE(string_agg(t.row, ','), '') AS part FROM (VALUES
        ('minute', $3::timestamptz, LEAST($6::timestamptz, $4::timestamptz)),
        ('hour', $6, $7::timestamptz), ('minute', GREATEST($6, $7), $4)) AS of(grain, start, stop)
      CROSS JOIN LATERAL (SELECT ${SUMS} AS row FROM traffic t WHERE t.merchant_id = $1
        AND t.grain = of.grain AND t.bucket >= of.start AND t.bucket < of.stop OFFSET 0) AS t
      UNION ALL
      ${partsOf(SHOWN, "E'\n'")}`,
    values: [merchantId, grain, from, to, PARTS[grain], hours.from, hours.to],
    types: {
      getTypeParser: () => (text) => {
        if (text.startsWith(TOTAL)) total = parseRows(text.slice(TOTAL.length));
        else for (const row of text.split('\n')) takeShown(row, take);
      },
    },
  });
  return total;
}

/** What the value of all rows together begins with. */
const TOTAL = '=';

/**
 * Its start, and what it is shown as; what it is made of, where that was not kept, or attempts were
 * added since by an instance from before it was.
 */
const SHOWN = `date_part('epoch', t.bucket) || E'\\t' || CASE
  WHEN t.shown LIKE '%"last_seq":' || t.last_seq || '}' THEN t.shown ELSE ${SUMS} END`;

function takeShown(row: string, take: (startMs: number, shown: string) => void): void {
  const tab = row.indexOf('\t');
  const shown = row.slice(tab + 1);
  const isKept = shown.startsWith('{');
  take(Number(row.slice(0, tab)) * 1000, isKept ? shown : shownTraffic(sumsOf(JSON.parse(shown))));
}

const HOUR_MS = 3_600_000;

function wholeHour(time: string, round: (hours: number) => number): string {
  return new Date(round(Date.parse(time) / HOUR_MS) * HOUR_MS).toISOString();
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
