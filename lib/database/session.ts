import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { classifyFailure, DatabaseError } from './failure';

/** A statement with its name: prepared once on each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
  /** How the values of its rows are read, where not as those of every statement. */
  readonly types?: { getTypeParser(): (text: string) => unknown };
}

/** What use cases run statements on: the pool, or one open transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(statement: Statement): Promise<QueryResult<Row>>;
}

/** One autocommitted statement. Throws DatabaseError. */
export async function runStatement<Row extends QueryResultRow>(
  pool: Pool,
  statement: Statement,
): Promise<Row[]> {
  const client = await checkOut(pool);
  try {
    const { rows } = await client.query<Row>(statement);
    client.release();
    return rows;
  } catch (cause) {
    const failure = classifyFailure(cause);
    client.release(failure === 'outcome-unknown');
    throw new DatabaseError(failure, cause);
  }
}

/**
 * One READ COMMITTED transaction: commits what `work` did, or rolls back what it threw. Database
 * failures come as DatabaseError; a connection lost before COMMIT was sent left nothing behind, so
 * it counts as unavailable, and only one lost during COMMIT as outcome-unknown. `lockTimeoutMs` holds
 * instead of the pool's.
 */
export async function runTransaction<Result>(
  pool: Pool,
  work: (transaction: Queryable) => Promise<Result>,
  { lockTimeoutMs }: { readonly lockTimeoutMs?: number } = {},
): Promise<Result> {
  const client = await checkOut(pool);
  let committing = false;
  try {
    await client.query(
      lockTimeoutMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    );
    const result = await work(client);
    committing = true;
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (cause) {
    const failure = classifyFailure(cause);
    const broken = failure === 'outcome-unknown' && isDatabaseTrouble(cause);
    if (committing) {
      client.release(true);
      throw new DatabaseError(failure, cause);
    }
    await rollBack(client, broken);
    if (!isDatabaseTrouble(cause)) throw cause;
    throw new DatabaseError(broken ? 'unavailable' : failure, cause);
  }
}

/** Thrown by `pg` or the network, not by the work itself. */
function isDatabaseTrouble(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return (
    'severity' in cause || 'errno' in cause || /connection|terminated|timeout/i.test(cause.message)
  );
}

async function rollBack(client: PoolClient, broken: boolean): Promise<void> {
  if (broken) {
    client.release(true);
    return;
  }
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    // The server rolls back when the connection goes.
    client.release(true);
  }
}

async function checkOut(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new DatabaseError('unavailable', cause);
  }
}
