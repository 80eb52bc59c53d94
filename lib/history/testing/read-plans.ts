import { expect } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import type { Pool } from '@/lib/database/connection';
import type { Statement } from '@/lib/database/session';
import type { TestDatabase } from '@/lib/database/testing/database';

/** The database's pool, and what was run on it. */
export function recorded(database: TestDatabase): {
  readonly pool: Pool;
  readonly statements: Statement[];
} {
  const statements: Statement[] = [];
  const connect = async () => {
    const client = await database.pool.connect();
    const query = (statement: Statement) => {
      statements.push(statement);
      return client.query(statement);
    };
    return { query, release: (broken?: boolean) => client.release(broken) };
  };
  return { pool: { connect } as unknown as Pool, statements };
}

/** Indexes of the log that the statement reads rows by, under their own names, not their partitions'. */
export async function indexesOf(
  database: TestDatabase,
  { text, values }: Statement,
): Promise<Set<string>> {
  return await withConnection(database.ownerUrl, async (client) => {
    // As a log of this size would else be read whole.
    await client.query('SET enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ANALYZE ${text}`,
      values,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    const scans = plan.matchAll(
      /Index (?:Only )?Scan(?: Backward)?(?: using| on) (events\S+) .*rows=([\d.]+) loops/g,
    );
    const read = [...scans].filter(([, , count]) => Number(count) > 0).map(([, name]) => name);
    const parents = await client.query<{ name: string }>(
      `SELECT inhparent::regclass::text AS name FROM pg_inherits WHERE inhrelid::regclass::text = ANY ($1)`,
      [read],
    );
    expect(parents.rows.length, plan).toBeGreaterThan(0);
    return new Set(parents.rows.map(({ name }) => name));
  });
}
