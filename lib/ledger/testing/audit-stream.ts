import { expect } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { leafHash, leafRecord } from '../leaf';
import { STORED_EVENT, type StoredEvent, type StoredEventRow, storedEvent } from '../stored-event';
import { frontierOf, rootOf, STORED_LEVEL } from '../tree';
import { naiveRoot } from './naive-tree';

/**
 * Expects that a stream is whole: gap-free from 1, in order, each leaf made of its row, each stored
 * subtree and the head made of the leaves. Returns its events.
 */
export async function auditStream(pool: Pool, merchantId: string): Promise<StoredEvent[]> {
  const { rows } = await pool.query<StoredEventRow>(
    `SELECT ${STORED_EVENT} FROM events WHERE merchant_id = $1 ORDER BY seq, recorded_at`,
    [merchantId],
  );
  const stored = rows.map(storedEvent);
  expect(stored.map(({ event }) => event.seq)).toEqual(stored.map((_, index) => index + 1));
  const times = stored.map(({ event }) => event.recordedAt);
  expect(times).toEqual([...times].sort());
  for (const { event, salts, erased, leafHash: hash } of stored) {
    expect(leafHash(leafRecord(event, salts, erased))).toBe(hash);
  }
  const leaves = stored.map((each) => Buffer.from(each.leafHash, 'hex'));
  await auditTree(pool, merchantId, leaves);
  return stored;
}

async function auditTree(pool: Pool, merchantId: string, leaves: Buffer[]): Promise<void> {
  const heads = await pool.query<{ size: string; frontier: Buffer }>(
    'SELECT size, frontier FROM ledger_heads WHERE merchant_id = $1',
    [merchantId],
  );
  const [head = { size: '0', frontier: Buffer.alloc(0) }] = heads.rows;
  expect(Number(head.size)).toBe(leaves.length);
  const root = rootOf(frontierOf(leaves.length, head.frontier));
  expect(root.toString('hex')).toBe(naiveRoot(leaves).toString('hex'));
  const nodes = await pool.query<{ level: number; index: string; hash: Buffer }>(
    'SELECT level, index, hash FROM ledger_nodes WHERE merchant_id = $1 ORDER BY level, index',
    [merchantId],
  );
  const expected: string[] = [];
  for (let level = STORED_LEVEL; 2 ** level <= leaves.length; level += 1) {
    for (let index = 0; (index + 1) * 2 ** level <= leaves.length; index += 1) {
      const subtree = naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
      expected.push(`${level} ${index} ${subtree.toString('hex')}`);
    }
  }
  const found = nodes.rows.map((row) => `${row.level} ${row.index} ${row.hash.toString('hex')}`);
  expect(found).toEqual(expected);
}
