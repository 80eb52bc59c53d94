import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import type { SeqRange } from '../scan-page';

interface Drawn {
  readonly seq: number;
  /** How many attempts it was drawn from. */
  readonly matching: number;
}

interface Draw {
  readonly bounds: SeqRange;
  readonly from: string;
  readonly to: string;
  readonly size: number;
  readonly seed: string;
}

/** Of the attempts of [from, to) those whose SHA-256(seed ":" seq) is smallest, as exports draw them. */
export async function drawAttempts(pool: Pool, merchantId: string, draw: Draw): Promise<Drawn[]> {
  const { bounds, from, to, size, seed } = draw;
  return await runStatement<Drawn>(pool, {
    name: 'draw-attempts',
    text: `SELECT e.seq::float8 AS seq, (count(*) OVER ())::float8 AS matching FROM events e
      WHERE e.merchant_id = $1 AND e.seq BETWEEN $2 AND $3 AND e.kind = 'attempt'
        AND e.occurred_at >= $4::timestamptz AND e.occurred_at < $5::timestamptz
      ORDER BY sha256(convert_to($6::text || ':' || e.seq, 'UTF8')) LIMIT $7`,
    values: [merchantId, bounds.first, bounds.last, from, to, seed, size],
  });
}
