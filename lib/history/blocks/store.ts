import type { Queryable } from '@/lib/database/session';
import type { BlockRange } from './block';

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
