import type { Pool } from 'pg';
import { type Queryable, runStatement } from '@/lib/database/session';
import type { NodePlace } from '../proof';
import { STORED_LEVEL } from '../tree';
import type { ArchivedFile, CoveredPart, ErasedCounts } from './archive';

const PARTITION = /^events_\d{4}_\d{2}$/;

/** A month of the log, as one partition has it. */
export interface Partition {
  /** `events_2026_11` */
  readonly name: string;
  /** Its first day. */
  readonly month: string;
}

/** What a partition has of a stream. */
export interface StreamPart {
  readonly merchantId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Months that ended at least `months` months ago, the oldest first: they go in this order only. */
export async function duePartitions(pool: Pool, months: number): Promise<Partition[]> {
  return await runStatement<Partition>(pool, {
    name: 'due-partitions',
    text: `SELECT name, to_char(month, 'YYYY-MM-DD') AS month FROM (
        SELECT relname AS name, to_date(substr(relname, 8), 'YYYY_MM') AS month
        FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = 'events'::regclass AND relname ~ '^events_[0-9]{4}_[0-9]{2}$'
      ) AS partitions
      WHERE month + make_interval(months => 1 + $1::int) <= now() AT TIME ZONE 'UTC'
      ORDER BY month`,
    values: [months],
  });
}

/** The streams that have events in a partition, and which. */
export async function streamParts(owner: Queryable, { name }: Partition): Promise<StreamPart[]> {
  const partition = checked(name);
  const edge = (order: string) => `SELECT e.seq FROM ${partition} e
    WHERE e.merchant_id = h.merchant_id ORDER BY e.seq ${order} LIMIT 1`;
  const { rows } = await owner.query<StreamPart>({
    name: `stream-parts-${partition}`,
    text: `SELECT h.merchant_id AS "merchantId", first.seq::float8 AS "firstSeq",
        last.seq::float8 AS "lastSeq"
      FROM ledger_heads h CROSS JOIN LATERAL (${edge('ASC')}) first
      CROSS JOIN LATERAL (${edge('DESC')}) last ORDER BY 1`,
    values: [],
  });
  return rows;
}

/** The first checkpoint of at least all of the part. */
export async function coveringCheckpoint(
  pool: Pool,
  { merchantId, lastSeq }: StreamPart,
): Promise<CoveredPart['checkpoint'] | undefined> {
  const [row] = await runStatement<CoveredPart['checkpoint']>(pool, {
    name: 'covering-checkpoint',
    text: `SELECT size::float8 AS size, note,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
      FROM checkpoints WHERE merchant_id = $1 AND checkpoints.size >= $2
      ORDER BY checkpoints.size LIMIT 1`,
    values: [merchantId, lastSeq],
  });
  return row;
}

export async function erasedBetween(
  owner: Queryable,
  merchantId: string,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<ErasedCounts> {
  const { rows } = await owner.query<ErasedCounts>({
    name: 'erased-between',
    text: `SELECT count(*) FILTER (WHERE kind = 'attempt')::int AS attempt,
        count(*) FILTER (WHERE kind = 'system')::int AS system
      FROM events WHERE merchant_id = $1 AND seq BETWEEN $2 AND $3 AND erased IS NOT NULL`,
    values: [merchantId, first, last],
  });
  return rows[0] ?? { attempt: 0, system: 0 };
}

/** Sizes that the stream has checkpoints of, ascending. */
export async function checkpointSizes(
  pool: Pool,
  merchantId: string,
  range: { readonly above: number; readonly upTo: number; readonly limit: number },
): Promise<number[]> {
  const rows = await runStatement<{ size: number }>(pool, {
    name: 'checkpoint-sizes',
    text: `SELECT size::float8 AS size FROM checkpoints
      WHERE merchant_id = $1 AND size > $2 AND size <= $3 ORDER BY size LIMIT $4`,
    values: [merchantId, range.above, range.upTo, range.limit],
  });
  return rows.map(({ size }) => size);
}

/** Leaf hashes of a stream by index, in blocks that begin at these leaves. */
export async function leavesOfBlocks(
  pool: Pool,
  { name }: Partition,
  merchantId: string,
  starts: readonly number[],
): Promise<Map<number, Buffer>> {
  const partition = checked(name);
  const rows = await runStatement<{ index: number; hash: Buffer }>(pool, {
    name: `leaves-of-blocks-${partition}`,
    text: `SELECT (e.seq - 1)::float8 AS index, e.leaf_hash AS hash
      FROM unnest($2::bigint[]) AS start JOIN ${partition} e ON e.merchant_id = $1
        AND e.seq BETWEEN start + 1 AND start + ${2 ** STORED_LEVEL}`,
    values: [merchantId, starts],
  });
  return new Map(rows.map(({ index, hash }) => [index, hash]));
}

interface StoredNode extends NodePlace {
  readonly hash: Buffer;
}

/** Subtrees that an earlier cut has left in these blocks. */
export async function nodesOfBlocks(
  pool: Pool,
  merchantId: string,
  starts: readonly number[],
): Promise<StoredNode[]> {
  return await runStatement<StoredNode>(pool, {
    name: 'nodes-of-blocks',
    text: `SELECT n.level, n.index::float8 AS index, n.hash
      FROM unnest($2::bigint[]) AS start CROSS JOIN generate_series(0, ${STORED_LEVEL - 1}) AS at
      JOIN ledger_nodes n ON n.merchant_id = $1 AND n.level = at
        AND n.index BETWEEN start >> at AND ((start + ${2 ** STORED_LEVEL}) >> at) - 1`,
    values: [merchantId, starts],
  });
}

export async function storeNodes(
  pool: Pool,
  merchantId: string,
  nodes: readonly StoredNode[],
): Promise<void> {
  await runStatement(pool, {
    name: 'store-kept-nodes',
    text: `INSERT INTO ledger_nodes (merchant_id, level, index, hash)
      SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[]) ON CONFLICT DO NOTHING`,
    values: [
      merchantId,
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => hash),
    ],
  });
}

/** By one at a time: two that have read from it already would wait for each other here. */
export async function lockLog(transaction: Queryable): Promise<void> {
  await transaction.query({
    name: 'lock-log',
    text: 'LOCK TABLE events IN ACCESS EXCLUSIVE MODE',
    values: [],
  });
}

export async function dropTable(transaction: Queryable, { name }: Partition): Promise<void> {
  await transaction.query({
    name: `drop-${name}`,
    text: `DROP TABLE ${checked(name)}`,
    values: [],
  });
}

/** What the archive has instead: names and SHA-256 of a stream's files. */
export interface ArchivedPart extends CoveredPart {
  readonly files: readonly ArchivedFile[];
}

export async function insertArchives(
  transaction: Queryable,
  { month }: Partition,
  parts: readonly ArchivedPart[],
): Promise<void> {
  await transaction.query({
    name: 'insert-archives',
    text: `INSERT INTO archives (merchant_id, month, first_seq, last_seq, files, dropped_at)
      SELECT merchant_id, $1, first_seq, last_seq, files, clock_timestamp()
      FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::json[])
        AS i(merchant_id, first_seq, last_seq, files)`,
    values: [
      month,
      parts.map(({ merchantId }) => merchantId),
      parts.map(({ firstSeq }) => firstSeq),
      parts.map(({ lastSeq }) => lastSeq),
      parts.map(({ files }) => JSON.stringify(files)),
    ],
  });
}

/** Goes into statements as it is. */
function checked(partition: string): string {
  if (PARTITION.test(partition)) return partition;
  throw new Error(`${partition} is no partition of the log`);
}
