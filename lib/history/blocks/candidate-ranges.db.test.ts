import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import type { SeqRange } from '../scan-page';
import { BLOCK_EVENTS } from './block';
import { candidateRanges } from './candidate-ranges';

const BLOCKS = 700;

const merchantId = uuidv7();
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // In every block from its 10th to its 20th event; in every third one another value, further on.
  await withConnection(database.ownerUrl, (client) =>
    client.query(
      `INSERT INTO event_blocks SELECT $1, field, value, block, block * $2 + first, block * $2 + last
       FROM generate_series(0, $3::bigint - 1) AS block,
         (VALUES ('ip', 'here', 10, 20, 1), ('currency', 'EUR', 15, 30, 3))
           AS f(field, value, first, last, every) WHERE block % every = 0`,
      [merchantId, BLOCK_EVENTS, BLOCKS],
    ),
  );
});
afterAll(async () => {
  await database?.drop();
});

test.each(['newest first', 'oldest first'] as const)(
  'all blocks that have what is asked for, however many, each once and in order, %s',
  async (direction) => {
    const ip = { of: 'value', field: 'ip', value: 'here' } as const;
    const currency = { of: 'value', field: 'currency', value: 'EUR' } as const;
    for (const [facets, every, first, last] of [
      [[ip], 1, 10, 20],
      [[ip, currency], 3, 15, 20],
    ] as const) {
      // Within two blocks that have it, the first and the last are cut.
      const bounds = { first: 3 * BLOCK_EVENTS + 17, last: 696 * BLOCK_EVENTS + 18 };
      const expected = Array.from({ length: BLOCKS }, (_, block) => ({
        first: Math.max(bounds.first, block * BLOCK_EVENTS + first),
        last: Math.min(bounds.last, block * BLOCK_EVENTS + last),
      })).filter((range, block) => block % every === 0 && range.first <= range.last);
      const found: SeqRange[] = [];
      const asked = { merchantId, facets, bounds, direction };
      for await (const range of candidateRanges(database.pool, asked)) found.push(range);
      expect(found).toEqual(direction === 'newest first' ? expected.reverse() : expected);
    }
  },
);
