import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { CLAIM_KEY, CLAIM_PAYMENTS, FIND_KEY } from './claim-statement';
import { WITNESS, WITNESS_REPLAYS } from './witness-statement';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** As the hot pool plans: once, without knowing the values, on tables that were never analysed. */
test.each([
  ['claim-payments', CLAIM_PAYMENTS],
  ['claim-key', CLAIM_KEY],
  ['witness', WITNESS],
  ['witness-replays', WITNESS_REPLAYS],
  ['find-key', FIND_KEY],
])('%s finds keys by their primary key, also on tables without statistics', async (name, text) => {
  const client = await database.pool.connect();
  try {
    const hot = ['enable_seqscan = off', 'enable_hashjoin = off', 'enable_mergejoin = off'];
    for (const setting of [...hot, "plan_cache_mode = 'force_generic_plan'"]) {
      await client.query(`SET ${setting}`);
    }
    const parameters = Math.max(...[...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
    await client.query(`PREPARE "${name}" AS ${text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN EXECUTE "${name}"(${Array(parameters).fill('NULL').join(', ')})`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const scans = [...plan.matchAll(/Scan using (\w+)/g)].map((match) => match[1]);
    expect(scans.length, plan).toBeGreaterThan(0);
    for (const index of scans) expect(index, plan).toMatch(/_pkey$/);
    expect(plan).not.toContain('Seq Scan');
  } finally {
    client.release(true);
  }
});
