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

/**
 * From the first to the last event of this time; an empty range where there is none. Blocks know whole
 * hours. Of the hours in which it begins and ends, attempts are known by the minute (traffic), and
 * system events have an index of their times.
 */
export async function findSpan(pool: Pool, merchantId: string, span: Hours): Promise<SeqRange> {
  const [row] = await runStatement<{ first: number | null; last: number | null }>(pool, {
    name: 'find-span',
    text: `WITH part(start, stop) AS (
        SELECT $4::timestamptz, LEAST($5, date_trunc('hour', $4::timestamptz, 'UTC') + interval '1 hour')
        UNION ALL SELECT GREATEST($4, date_trunc('hour', $5::timestamptz, 'UTC')), $5::timestamptz
      )
      SELECT min(first)::float8 AS first, max(last)::float8 AS last FROM (
        SELECT min(first_seq), max(last_seq) FROM event_blocks
        WHERE merchant_id = $1 AND field = 'hour' AND value > $2 AND value < $3
        UNION ALL
        SELECT min(t.first_seq), max(t.last_seq) FROM part JOIN traffic t ON t.merchant_id = $1
          AND t.grain = 'minute' AND t.bucket > part.start - interval '1 minute' AND t.bucket < part.stop
        UNION ALL
        SELECT min(e.seq), max(e.seq) FROM part JOIN events e ON e.merchant_id = $1
          AND e.kind = 'system' AND e.occurred_at >= part.start AND e.occurred_at < part.stop
      ) AS found(first, last)`,
    values: [merchantId, ...hoursOf(span), span.from, span.to],
  });
  return { first: row?.first ?? 1, last: row?.last ?? 0 };
}
