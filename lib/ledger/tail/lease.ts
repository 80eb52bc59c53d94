import type { Connection, Pool } from '@/lib/database/connection';
import { classifyFailure, DatabaseError } from '@/lib/database/failure';
import { type Queryable, runStatement } from '@/lib/database/session';
import { SYSTEM_STREAM } from '../journal';

/** How long an owner that is gone is waited for. */
const LEASE_MS = 5_000;

/** Names the owner and fences what it sends: a later owner has a greater token. */
export interface Lease {
  readonly ownerId: string;
  readonly token: number;
}

/** What the tail itself finds wrong, as opposed to the database. */
export class TailError extends Error {}

/** The lease was lost: somebody else may own the log by now. */
export class LeaseLost extends TailError {}

/**
 * One transaction of the lease's owner. The lease is renewed in the message that commits: its row is
 * locked only while the server commits, so an owner that is paused holds nobody up, and one that
 * lost the lease commits nothing. Throws LeaseLost, or DatabaseError; after any throw the caller
 * knows nothing of the outcome and starts from the database's state.
 */
export async function runLeased(
  pool: Pool,
  lease: Lease,
  work: (transaction: Queryable) => Promise<void>,
): Promise<void> {
  const client = await checkOut(pool);
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query(`${renewOrFail(lease)}; COMMIT`);
    client.release();
  } catch (cause) {
    // The server rolls back when the connection goes; queries in flight go with it.
    client.release(true);
    throw failureOf(cause);
  }
}

async function checkOut(pool: Pool): Promise<Connection> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new DatabaseError('unavailable', cause);
  }
}

const DIVISION_BY_ZERO = '22012';

function failureOf(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof TailError) return cause;
  if ('code' in cause && cause.code === DIVISION_BY_ZERO) {
    return new LeaseLost('the lease has expired or has another owner', { cause });
  }
  return new DatabaseError(classifyFailure(cause), cause);
}

/**
 * Renews, or fails by dividing by zero: in one message with COMMIT, nothing else keeps the COMMIT
 * from being executed. Both values are ours: a UUID and a number.
 */
function renewOrFail({ ownerId, token }: Lease): string {
  return `WITH renewed AS (
    UPDATE ledger_lease SET expires_at = clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'
    WHERE merchant_id = '${SYSTEM_STREAM}' AND owner_id = '${ownerId}' AND token = ${token}
      AND expires_at > clock_timestamp() RETURNING 1)
    SELECT 1 / count(*) FROM renewed`;
}

export interface Acquired extends Lease {
  /** Who had it before; null: nobody. */
  readonly previous: { readonly ownerId: string; readonly expiredAt: string } | null;
}

/** Takes the lease if nobody holds it, or it is expired, or ours. Returns undefined if not. */
export async function acquireLease(pool: Pool, ownerId: string): Promise<Acquired | undefined> {
  const held = await runStatement<{ ownerId: string; expiredAt: string; free: boolean }>(pool, {
    name: 'tail-look-at-lease',
    text: `SELECT owner_id AS "ownerId", expires_at <= clock_timestamp() OR owner_id = $2 AS free,
        to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "expiredAt"
      FROM ledger_lease WHERE merchant_id = $1`,
    values: [SYSTEM_STREAM, ownerId],
  });
  // Only looking leaves no trace: trying to take it would lock the owner's row.
  if (held[0]?.free === false) return undefined;
  const taken = await runStatement<{ token: string }>(pool, {
    name: 'tail-acquire-lease',
    text: `INSERT INTO ledger_lease AS l (merchant_id, owner_id, token, expires_at)
      VALUES ($1, $2, 1, clock_timestamp() + $3::float8 * interval '1 millisecond')
      ON CONFLICT (merchant_id) DO UPDATE
      SET owner_id = excluded.owner_id, token = l.token + 1, expires_at = excluded.expires_at
      WHERE l.expires_at <= clock_timestamp() OR l.owner_id = excluded.owner_id
      RETURNING token`,
    values: [SYSTEM_STREAM, ownerId, LEASE_MS],
  });
  const token = taken[0]?.token;
  if (token === undefined) return undefined;
  const [previous] = held;
  return {
    ownerId,
    token: Number(token),
    previous: previous ? { ownerId: previous.ownerId, expiredAt: previous.expiredAt } : null,
  };
}

/** Takes the lease from whoever holds it: what that owner still sends is refused. */
export async function seizeLease(pool: Pool, ownerId: string): Promise<Lease> {
  const [row] = await runStatement<{ token: string }>(pool, {
    name: 'tail-seize-lease',
    text: `INSERT INTO ledger_lease AS l (merchant_id, owner_id, token, expires_at)
      VALUES ($1, $2, 1, clock_timestamp() + $3::float8 * interval '1 millisecond')
      ON CONFLICT (merchant_id) DO UPDATE
      SET owner_id = excluded.owner_id, token = l.token + 1, expires_at = excluded.expires_at
      RETURNING token`,
    values: [SYSTEM_STREAM, ownerId, LEASE_MS],
  });
  return { ownerId, token: Number(row?.token) };
}

/** Throws LeaseLost. */
export async function renewLease(pool: Pool, lease: Lease): Promise<void> {
  await setExpiry(pool, lease, LEASE_MS);
}

/** Lets another instance take over at once. Throws LeaseLost. */
export async function releaseLease(pool: Pool, lease: Lease): Promise<void> {
  await setExpiry(pool, lease, 0);
}

async function setExpiry(pool: Pool, { ownerId, token }: Lease, leaseMs: number): Promise<void> {
  const rows = await runStatement(pool, {
    name: 'tail-renew-lease',
    text: `UPDATE ledger_lease SET expires_at = clock_timestamp() + $4::float8 * interval '1 millisecond'
      WHERE merchant_id = $1 AND owner_id = $2 AND token = $3 AND expires_at > clock_timestamp()
      RETURNING token`,
    values: [SYSTEM_STREAM, ownerId, token, leaseMs],
  });
  if (rows.length === 0) throw new LeaseLost('the lease has expired or has another owner');
}
