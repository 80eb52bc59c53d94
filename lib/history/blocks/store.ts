import type { QueryResultRow } from 'pg';
import type { Pool } from '@/lib/database/connection';
import { type Queryable, runStatement } from '@/lib/database/session';
import { Conditions } from '../conditions';
import type { Direction, SeqRange } from '../scan-page';
import { BLOCK_EVENTS, type BlockRange, hourOf } from './block';
import type { Facet } from './candidate-ranges';

/** Widens the rows of these values by where they stand now. */
export async function saveBlocks(
  transaction: Queryable,
  ranges: readonly BlockRange[],
): Promise<void> {
  await transaction.query({
    name: 'save-blocks',
    text: `INSERT INTO event_blocks AS b (merchant_id, field, value, block, first_seq, last_seq)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
      ON CONFLICT (merchant_id, field, value, block) DO UPDATE SET
        first_seq = LEAST(b.first_seq, excluded.first_seq),
        last_seq = GREATEST(b.last_seq, excluded.last_seq)`,
    values: [
      ranges.map(({ merchantId }) => merchantId),
      ranges.map(({ field }) => field),
      ranges.map(({ value }) => value),
      ranges.map(({ block }) => block),
      ranges.map(({ firstSeq }) => firstSeq),
      ranges.map(({ lastSeq }) => lastSeq),
    ],
  });
}

interface RangeQuery {
  readonly merchantId: string;
  readonly facets: readonly Facet[];
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly direction: Direction;
  readonly limit: number;
}

/** Blocks that have every facet, each from where all of them have begun to where one ends. */
export async function findRanges(pool: Pool, query: RangeQuery): Promise<SeqRange[]> {
  const { merchantId, firstBlock, lastBlock, limit } = query;
  const conditions = new Conditions();
  const within = conditions.bind(
    'merchant_id = ? AND block BETWEEN ? AND ?',
    merchantId,
    firstBlock,
    lastBlock,
  );
  const facets = query.facets.map((facet) => facetRows(conditions, within, facet));
  const order = query.direction === 'newest first' ? 'DESC' : 'ASC';
  const text = `SELECT max(first_seq)::float8 AS first, min(last_seq)::float8 AS last
    FROM (${facets.join(' UNION ALL ')}) AS facets(block, first_seq, last_seq) GROUP BY block
    HAVING count(*) = ${facets.length} AND max(first_seq) <= min(last_seq)
    ORDER BY block ${order} LIMIT ${limit}`;
  return await runStatement<SeqRange & QueryResultRow>(pool, {
    name: '',
    text,
    values: conditions.values,
  });
}

function facetRows(conditions: Conditions, within: string, facet: Facet): string {
  if (facet.of === 'value') {
    return conditions.bind(
      `SELECT block, first_seq, last_seq FROM event_blocks
       WHERE ${within} AND field = ? AND value = ?`,
      facet.field,
      facet.value,
    );
  }
  if (facet.of === 'hours') {
    return conditions.bind(
      `SELECT block, min(first_seq), max(last_seq) FROM event_blocks
       WHERE ${within} AND field = 'hour' AND value BETWEEN ? AND ? GROUP BY block`,
      ...hoursOf(facet),
    );
  }
  const places = `block * ${BLOCK_EVENTS} + 1, (block + 1) * ${BLOCK_EVENTS}`;
  const past = 'first_expires_at <= clock_timestamp()';
  const ahead = 'last_expires_at > clock_timestamp()';
  const expiry =
    facet.is === 'within'
      ? conditions.bind(
          `${ahead} AND first_expires_at <= clock_timestamp() + ?::interval`,
          facet.within,
        )
      : { past, ahead }[facet.is];
  return `SELECT block, ${places} FROM key_blocks WHERE ${within} AND ${expiry}`;
}

interface Hours {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The first and the last hour; texts before and behind all hours where an end is open. */
function hoursOf({ from, to }: Hours): [string, string] {
  const hour = (time: string) => hourOf(new Date(time).toISOString());
  return [from === undefined ? '' : hour(from), to === undefined ? '~' : hour(to)];
}

/** From the first to the last event of these hours; an empty range where there is none. */
export async function findHours(pool: Pool, merchantId: string, hours: Hours): Promise<SeqRange> {
  const [row] = await runStatement<{ first: number | null; last: number | null }>(pool, {
    name: 'find-hours',
    text: `SELECT min(first_seq)::float8 AS first, max(last_seq)::float8 AS last FROM event_blocks
      WHERE merchant_id = $1 AND field = 'hour' AND value BETWEEN $2 AND $3`,
    values: [merchantId, ...hoursOf(hours)],
  });
  return { first: row?.first ?? 1, last: row?.last ?? 0 };
}
