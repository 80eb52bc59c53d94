import type { Pool } from '@/lib/database/connection';
import { runStatement } from '@/lib/database/session';
import { Conditions } from '../../conditions';
import type { KeyFilter } from '../../contract';
import type { SeqRange } from '../../scan-page';
import { KEY_COLUMNS, type KeyRow } from '../key-row';
import { addKeyConditions } from './key-conditions';

/** Keys of a list, and the part of it that is asked for. */
export interface KeyPage {
  readonly merchantId: string;
  readonly filter: KeyFilter;
  readonly limit: number;
}

const PLACE = { first_seen: 'k.first_seq', last_seen: 'k.last_seq' } as const;

/** The place of the merchant's newest key in the list; 0 where there is none. */
export async function newestPlace(
  pool: Pool,
  merchantId: string,
  time: KeyFilter['time'],
): Promise<number> {
  const place = PLACE[time];
  const [row] = await runStatement<{ place: number }>(pool, {
    name: `newest-${time}`,
    text: `SELECT ${place}::float8 AS place FROM key_history k WHERE k.merchant_id = $1
      AND ${place} > 0 ORDER BY ${place} DESC LIMIT 1`,
    values: [merchantId],
  });
  return row?.place ?? 0;
}

/** Keys in these ranges that fit the filter, newest first. */
export async function readKeyRanges(
  pool: Pool,
  { merchantId, filter, limit }: KeyPage,
  ranges: readonly SeqRange[],
): Promise<KeyRow[]> {
  const place = PLACE[filter.time];
  const conditions = new Conditions();
  const sent = conditions.bindRanges(ranges);
  conditions.add(
    `k.merchant_id = ? AND ${place} > 0 AND ${place} BETWEEN range.first AND range.last`,
    merchantId,
  );
  addKeyConditions(conditions, merchantId, filter);
  return await runStatement<KeyRow>(pool, {
    name: '',
    text: `SELECT found.* FROM ${sent} CROSS JOIN LATERAL (
        SELECT ${KEY_COLUMNS} FROM key_history k WHERE ${conditions.sql}
        ORDER BY ${place} DESC LIMIT ${limit}
      ) AS found ORDER BY ${place.replace('k.', 'found.')} DESC LIMIT ${limit}`,
    values: conditions.values,
  });
}

/** Keys with one of these ids that fit the filter, newest first, from `last` on. */
export async function readKeysById(
  pool: Pool,
  { merchantId, filter, limit }: KeyPage,
  ids: readonly string[],
  last: number,
): Promise<KeyRow[]> {
  const place = PLACE[filter.time];
  const conditions = new Conditions();
  const sent = conditions.bind('unnest(?::uuid[])', ids);
  conditions.add(`k.merchant_id = ? AND ${place} <= ?`, merchantId, last);
  addKeyConditions(conditions, merchantId, filter);
  return await runStatement<KeyRow>(pool, {
    name: '',
    text: `SELECT ${KEY_COLUMNS} FROM ${sent} AS sent(key_id) JOIN key_history k USING (key_id)
      WHERE ${conditions.sql} ORDER BY ${place} + 0 DESC LIMIT ${limit}`,
    values: conditions.values,
  });
}

/** Keys that fit a filter which an index of rare keys is for (list-keys.ts), newest first. */
export async function readRareKeys(
  pool: Pool,
  { merchantId, filter, limit }: KeyPage,
  last: number,
): Promise<KeyRow[]> {
  const place = PLACE[filter.time];
  const conditions = new Conditions();
  conditions.add(`k.merchant_id = ? AND ${place} <= ?`, merchantId, last);
  addKeyConditions(conditions, merchantId, filter);
  return await runStatement<KeyRow>(pool, {
    name: '',
    text: `SELECT ${KEY_COLUMNS} FROM key_history k WHERE ${conditions.sql}
      ORDER BY ${place} DESC LIMIT ${limit}`,
    values: conditions.values,
  });
}

/** How many keys the index part of a filter may give to one page. */
const INDEXED_MAX = 2_000;

/**
 * Keys that fit the filter, newest first by when they were first seen, among the first INDEXED_MAX
 * that fit `part`, which an index answers in that order.
 */
export async function readIndexedKeys(
  pool: Pool,
  { merchantId, filter, limit }: KeyPage,
  part: Partial<KeyFilter>,
  bounds: SeqRange,
): Promise<KeyRow[]> {
  const inner = new Conditions();
  addIndexed(inner, merchantId, part, bounds);
  const outer = new Conditions();
  outer.values.push(...inner.values);
  addKeyConditions(outer, merchantId, filter);
  return await runStatement<KeyRow>(pool, {
    name: '',
    text: `SELECT ${KEY_COLUMNS} FROM (
        SELECT k.* FROM key_history k WHERE ${inner.sql} ORDER BY k.first_seq DESC LIMIT ${INDEXED_MAX}
      ) AS k WHERE ${outer.sql} ORDER BY k.first_seq DESC LIMIT ${limit}`,
    values: outer.values,
  });
}

/** The place of key number INDEXED_MAX that fits the part; undefined where there are fewer. */
export async function indexedEnd(
  pool: Pool,
  merchantId: string,
  part: Partial<KeyFilter>,
  bounds: SeqRange,
): Promise<number | undefined> {
  const conditions = new Conditions();
  addIndexed(conditions, merchantId, part, bounds);
  const [row] = await runStatement<{ place: number }>(pool, {
    name: '',
    text: `SELECT k.first_seq::float8 AS place FROM key_history k WHERE ${conditions.sql}
      ORDER BY k.first_seq DESC OFFSET ${INDEXED_MAX - 1} LIMIT 1`,
    values: conditions.values,
  });
  return row?.place;
}

function addIndexed(
  conditions: Conditions,
  merchantId: string,
  part: Partial<KeyFilter>,
  bounds: SeqRange,
): void {
  const { first, last } = bounds;
  conditions.add('k.merchant_id = ? AND k.first_seq BETWEEN ? AND ?', merchantId, first, last);
  addKeyConditions(conditions, merchantId, { ...part, time: 'first_seen' });
}

/** Ids of the keys that begin so; one more than `max` where there are more. */
export async function findPrefixedKeys(
  pool: Pool,
  merchantId: string,
  prefix: string,
  max: number,
): Promise<string[]> {
  const rows = await runStatement<{ key_id: string }>(pool, {
    name: 'find-prefixed-keys',
    // Keys are visible ASCII or, observed, any text: nothing sorts behind the last character.
    text: `SELECT key_id FROM key_history WHERE merchant_id = $1 AND idempotency_key > ''
      AND idempotency_key >= $2 AND idempotency_key < $2 || chr(1114111) LIMIT $3`,
    values: [merchantId, prefix, max + 1],
  });
  return rows.map((row) => row.key_id);
}

/** A key that events have come for since `asOf`, at the place that it had then. */
export interface MovedKey extends KeyRow {
  readonly place: number;
}

/**
 * Keys that have left the part of the list by last_seq up to `last` since it was `asOf`, newest
 * first: who pages through the list still gets them.
 */
export async function readMovedKeys(
  pool: Pool,
  { merchantId, filter, limit }: KeyPage,
  { asOf, last }: { readonly asOf: number; readonly last: number },
): Promise<MovedKey[]> {
  const conditions = new Conditions();
  const sent = conditions.bind('e.seq <= ?', asOf);
  conditions.add(
    'k.merchant_id = ? AND k.last_seq > 0 AND k.last_seq > ? AND k.first_seq <= ? AND old.seq <= ?',
    merchantId,
    asOf,
    asOf,
    last,
  );
  addKeyConditions(conditions, merchantId, filter, 'old.occurred_at');
  return await runStatement<MovedKey>(pool, {
    name: '',
    text: `SELECT ${KEY_COLUMNS}, old.seq::float8 AS place FROM key_history k CROSS JOIN LATERAL (
        SELECT e.seq, e.occurred_at FROM events e WHERE e.merchant_id = k.merchant_id
          AND e.idempotency_key = k.idempotency_key AND ${sent} ORDER BY e.seq DESC LIMIT 1
      ) AS old WHERE ${conditions.sql} ORDER BY old.seq DESC LIMIT ${limit}`,
    values: conditions.values,
  });
}
