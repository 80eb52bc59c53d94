import type { Pool } from '@/lib/database/connection';
import { literal } from '@/lib/database/literal';
import { runStatement } from '@/lib/database/session';
import {
  STORED_EVENT,
  type StoredEvent,
  type StoredEventRow,
  storedEvent,
} from '@/lib/ledger/stored-event';
import type { RecordQuery } from './record-query';

/** How many records match. */
export async function countRecords(pool: Pool, query: RecordQuery): Promise<number> {
  if (query.last < query.first) return 0;
  const [row] = await runStatement<{ count: string }>(pool, {
    name: '',
    text: `SELECT count(*) AS count ${query.from(query.first, query.last)} AND ${query.matches}`,
    values: [],
  });
  return Number(row?.count ?? 0);
}

/**
 * The seqs of a sample, ascending: of the matching records those whose SHA-256(seed ":" seq) is
 * smallest, which anybody can compute again.
 */
export async function drawSample(
  pool: Pool,
  query: RecordQuery,
  sample: { readonly size: number; readonly seed: string },
): Promise<number[]> {
  const rows = await runStatement<{ seq: string }>(pool, {
    name: '',
    text: `SELECT e.seq ${query.from(query.first, query.last)} AND ${query.matches}
      ORDER BY sha256(convert_to(${literal(sample.seed)} || ':' || e.seq, 'UTF8'))
      LIMIT ${literal(sample.size)}`,
    values: [],
  });
  return rows.map(({ seq }) => Number(seq)).sort((one, other) => one - other);
}

/** A record with what the filter says of it. */
export interface JudgedRecord extends StoredEvent {
  readonly matches: boolean;
  readonly mayMatch: boolean;
}

/** The records of a part of the range, in order. */
export async function readRecords(
  pool: Pool,
  query: RecordQuery,
  first: number,
  last: number,
): Promise<JudgedRecord[]> {
  const rows = await runStatement<StoredEventRow & { matches: boolean; may_match: boolean }>(pool, {
    name: '',
    text: `SELECT ${STORED_EVENT}, coalesce(${query.matches}, false) AS matches,
        coalesce(${query.mayMatch}, false) AS may_match
      ${query.from(first, last)} ORDER BY e.seq`,
    values: [],
  });
  return rows.map((row) => ({
    ...storedEvent(row),
    matches: row.matches,
    mayMatch: row.may_match,
  }));
}

/** How many rows FROM and WHERE give. */
export async function countRows(pool: Pool, from: string): Promise<number> {
  const [row] = await runStatement<{ count: string }>(pool, {
    name: '',
    text: `SELECT count(*) AS count ${from}`,
    values: [],
  });
  return Number(row?.count ?? 0);
}

/** Sums of payments `p` by currency, decimal text. */
export async function sumAmounts(pool: Pool, from: string): Promise<Record<string, string>> {
  const rows = await runStatement<{ currency: string; sum: string }>(pool, {
    name: '',
    text: `SELECT r.currency, sum(r.amount)::text AS sum
      FROM (SELECT p.currency, p.amount ${from}) r GROUP BY r.currency ORDER BY r.currency COLLATE "C"`,
    values: [],
  });
  return Object.fromEntries(rows.map(({ currency, sum }) => [currency, sum]));
}
