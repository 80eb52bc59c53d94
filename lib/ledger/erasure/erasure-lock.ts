import type { Queryable } from '@/lib/database/session';

const ERASURE_LOCK = 72_707_371;

/** Until the transaction ends it may erase events. Before anything else is locked in it. */
export async function lockErasureShared(transaction: Queryable): Promise<void> {
  await lock(transaction, 'pg_advisory_xact_lock_shared');
}

/** One at a time; until the transaction ends no event is erased, and all that was before is seen. */
export async function lockErasureExclusive(transaction: Queryable): Promise<void> {
  await lock(transaction, 'pg_advisory_xact_lock');
}

async function lock(transaction: Queryable, by: string): Promise<void> {
  await transaction.query({ name: by, text: `SELECT ${by}($1)`, values: [ERASURE_LOCK] });
}
