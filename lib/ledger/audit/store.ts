import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { SYSTEM_STREAM } from '../journal';
import type { NodePlace } from '../proof';
import { STORED_EVENT, type StoredEvent, type StoredEventRow, storedEvent } from '../stored-event';

/** Stored subtrees, by `level index`. */
export async function readNodes(
  pool: Pool,
  merchantId: string,
  places: readonly NodePlace[],
): Promise<Map<string, Buffer>> {
  const rows = await runStatement<{ place: string; hash: Buffer }>(pool, {
    name: 'audit-nodes',
    text: `SELECT n.level || ' ' || n.index AS place, n.hash
      FROM unnest($2::smallint[], $3::bigint[]) AS p(level, index)
      JOIN ledger_nodes n ON n.merchant_id = $1 AND n.level = p.level AND n.index = p.index`,
    values: [merchantId, places.map(({ level }) => level), places.map(({ index }) => index)],
  });
  return new Map(rows.map(({ place, hash }) => [place, hash]));
}

/** Leaf hashes by leaf number, from 0; each range is its first leaf and how many. */
export async function readLeaves(
  pool: Pool,
  merchantId: string,
  ranges: readonly { readonly start: number; readonly count: number }[],
): Promise<Map<number, Buffer>> {
  const rows = await runStatement<{ leaf: number; hash: Buffer }>(pool, {
    name: 'audit-leaves',
    text: `SELECT (e.seq - 1)::float8 AS leaf, e.leaf_hash AS hash
      FROM unnest($2::bigint[], $3::bigint[]) AS r(start, count)
      JOIN events e ON e.merchant_id = $1 AND e.seq > r.start AND e.seq <= r.start + r.count`,
    values: [merchantId, ranges.map(({ start }) => start), ranges.map(({ count }) => count)],
  });
  return new Map(rows.map(({ leaf, hash }) => [leaf, hash]));
}

/** How many events a stream has. */
export async function readSize(pool: Pool, merchantId: string): Promise<number> {
  const [row] = await runStatement<{ size: number }>(pool, {
    name: 'audit-size',
    text: 'SELECT size::float8 AS size FROM ledger_heads WHERE merchant_id = $1',
    values: [merchantId],
  });
  return row?.size ?? 0;
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  /** RFC 3339, UTC, microseconds. */
  readonly createdAt: string;
}

/** The stream's last checkpoint. */
export async function findCheckpoint(
  pool: Pool,
  merchantId: string,
): Promise<StoredCheckpoint | undefined> {
  const [row] = await runStatement<{
    size: number;
    root: Buffer;
    note: string;
    createdAt: string;
  }>(pool, {
    name: 'audit-checkpoint',
    text: `SELECT size::float8 AS size, root, note,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt"
      FROM checkpoints WHERE merchant_id = $1 ORDER BY size DESC LIMIT 1`,
    values: [merchantId],
  });
  return row;
}

export interface Seal {
  /** Events in the log, and how many of them the last checkpoint covers. */
  readonly size: number;
  readonly signed_size: number;
  /** RFC 3339; null before the first. */
  readonly signed_at: string | null;
  /** Of the oldest event that is not in the log yet, in milliseconds; 0 where none waits. */
  readonly lag_ms: number;
}

/**
 * How far the stream is sealed. Ids are UUIDv7: what waits is younger than the last batch, less what
 * an outage may have held back, so that rows long gone are not looked at.
 */
export async function readSealRow(pool: Pool, merchantId: string): Promise<Seal | undefined> {
  const [row] = await runStatement<Seal>(pool, {
    name: 'audit-seal',
    text: `SELECT h.size::float8 AS size, coalesce(c.size, 0)::float8 AS signed_size,
        to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS signed_at,
        coalesce(greatest(0, extract(epoch FROM clock_timestamp() - w.occurred_at) * 1000), 0)::float8
          AS lag_ms
      FROM ledger_heads h
      LEFT JOIN LATERAL (SELECT size, created_at FROM checkpoints WHERE merchant_id = h.merchant_id
        ORDER BY size DESC LIMIT 1) AS c ON true
      LEFT JOIN LATERAL (SELECT occurred_at FROM outbox WHERE merchant_id = h.merchant_id
        AND event_id > rpad(lpad(to_hex((extract(epoch FROM h.updated_at - interval '1 hour') * 1000)
          ::bigint), 12, '0'), 32, '0')::uuid
        ORDER BY event_id LIMIT 1) AS w ON true
      WHERE h.merchant_id = $1`,
    values: [merchantId],
  });
  return row;
}

/** Asks the tail's owner, whichever instance it is. */
export async function requestCheckpoint(pool: Pool, merchantId: string): Promise<void> {
  await runStatement(pool, {
    name: 'audit-request-checkpoint',
    text: `INSERT INTO checkpoint_requests (merchant_id, requested_at)
      VALUES ($1, clock_timestamp()) ON CONFLICT DO NOTHING`,
    values: [merchantId],
  });
}

export async function findEvent(
  pool: Pool,
  merchantId: string,
  eventId: string,
): Promise<StoredEvent | undefined> {
  const [row] = await runStatement<StoredEventRow>(pool, {
    name: 'audit-event',
    text: `SELECT ${STORED_EVENT} FROM events WHERE merchant_id = $1 AND event_id = $2`,
    values: [merchantId, eventId],
  });
  return row && storedEvent(row);
}

/** The events of a range that are there, in order. */
export async function readStoredRange(
  pool: Pool,
  merchantId: string,
  range: { readonly first: number; readonly last: number },
): Promise<StoredEvent[]> {
  const rows = await runStatement<StoredEventRow>(pool, {
    name: 'audit-range',
    text: `SELECT ${STORED_EVENT} FROM events
      WHERE merchant_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY events.seq`,
    values: [merchantId, range.first, range.last],
  });
  return rows.map(storedEvent);
}

/** The seq of the last event that is in an archive and no longer in the log; 0 where none is. */
export async function readArchivedEnd(pool: Pool, merchantId: string): Promise<number> {
  const [row] = await runStatement<{ last: number }>(pool, {
    name: 'audit-archived-end',
    text: `SELECT coalesce(max(last_seq), 0)::float8 AS last FROM archives WHERE merchant_id = $1`,
    values: [merchantId],
  });
  return row?.last ?? 0;
}

export interface StoredPublicKey {
  readonly publicKey: Buffer;
  readonly createdAt: string;
  readonly retiredAt: string | null;
}

/** All there have been, the newest first. */
export async function readPublicKeyRows(pool: Pool): Promise<StoredPublicKey[]> {
  return await runStatement<{ publicKey: Buffer; createdAt: string; retiredAt: string | null }>(
    pool,
    {
      name: 'audit-public-keys',
      text: `SELECT public_key AS "publicKey",
          to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
          to_char(retired_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "retiredAt"
        FROM signing_keys k WHERE merchant_id = $1 ORDER BY k.created_at DESC`,
      values: [SYSTEM_STREAM],
    },
  );
}
