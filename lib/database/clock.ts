import type { Pool } from './connection';
import { runStatement } from './session';

/** The database's time, Unix ms, at a `performance.now()` of this thread. */
export interface DatabaseTime {
  readonly databaseMs: number;
  readonly atMs: number;
}

/** Right to half of the round trip. Throws DatabaseError. */
export async function readDatabaseTime(pool: Pool): Promise<DatabaseTime> {
  const startedAtMs = performance.now();
  const [row] = await runStatement<{ ms: number }>(pool, {
    name: 'read-clock',
    text: 'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS float8) AS ms',
    values: [],
  });
  const atMs = (startedAtMs + performance.now()) / 2;
  return { databaseMs: row?.ms ?? Date.now(), atMs };
}
