import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { runTransaction } from '@/lib/database/session';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { streamNodes } from '../audit/stream-nodes';
import { eraseEvents } from '../erasure/erase-events';
import { SYSTEM_STREAM } from '../journal';
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from '../proof';
import { naiveRoot } from '../testing/naive-tree';
import { makePastPartition, sealInMonth } from '../testing/past-months';
import { countErased } from './count-erased';
import { dropPartition } from './drop-partition';
import { type ArchivedPart, duePartitions, type Partition, streamParts } from './store';

let database: TestDatabase;
let owner: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool(database.ownerUrl, {
    size: 4,
    applicationName: 'retention-test',
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const busy = uuidv7();
const even = uuidv7();
/** By stream, all that were ever sealed. */
const leaves = new Map<string, Buffer[]>([
  [busy, []],
  [even, []],
]);

const makePartition = (month: string) => makePastPartition(database.ownerUrl, month);

async function seal(merchantId: string, month: string, count: number): Promise<void> {
  const records = Array.from({ length: count }, () => ({ kind: 'attempt' }));
  leaves.get(merchantId)?.push(...(await sealInMonth(owner, merchantId, month, records)));
}

async function addCheckpoints(merchantId: string, sizes: readonly number[]): Promise<void> {
  await owner.query(
    `INSERT INTO checkpoints (merchant_id, size, root, note, created_at)
     SELECT $1, size, '', '', now() FROM unnest($2::bigint[]) AS size`,
    [merchantId, sizes],
  );
}

/** Every later event in every later tree, and every checkpoint's growth into every later tree. */
async function expectProofs(merchantId: string, cut: number, checkpoints: readonly number[]) {
  const all = leaves.get(merchantId) ?? [];
  const nodes = streamNodes(database.pool, merchantId);
  const head = (size: number) => ({ size, root: naiveRoot(all.slice(0, size)) });
  let proofs = 0;
  for (let size = all.length; size > cut; size -= 4) {
    for (let index = cut; index < size; index += 1) {
      const path = await inclusionProof(nodes, index, size);
      const leaf = all[index] as Buffer;
      expect(verifyInclusion(leaf, index, size, path, head(size).root)).toBe(true);
      proofs += 1;
    }
    for (const from of checkpoints.filter((each) => each <= size)) {
      const path = await consistencyProof(nodes, from, size);
      expect([from, size, verifyConsistency(head(from), head(size), path)]).toEqual([
        from,
        size,
        true,
      ]);
      proofs += 1;
    }
  }
  return proofs;
}

async function archived(partition: Partition): Promise<ArchivedPart[]> {
  const parts = await streamParts(owner, partition);
  return parts.map((part) => ({
    ...part,
    checkpoint: { size: part.lastSeq, at: '', note: '' },
    erased: { attempt: 0, system: 0 },
    files: [{ name: 'events.zip', sha256: 'ab'.repeat(32) }],
  }));
}

const BUSY_CHECKPOINTS = [5, 16, 33, 37, 38, 41, 44, 47, 48, 58, 61];

test('months that are over for as long as history is kept are due, the oldest first, and no younger one', async () => {
  for (const month of ['2024-01', '2024-02', '2024-03']) await makePartition(month);
  const now = new Date();
  const monthsAgo = (months: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months)).toISOString().slice(0, 7);
  await makePartition(monthsAgo(13));
  await makePartition(monthsAgo(12));
  const names = (await duePartitions(owner, 12)).map(({ month }) => month.slice(0, 7));
  expect(names).toEqual(['2024-01', '2024-02', '2024-03', monthsAgo(13)]);
  const longer = (await duePartitions(owner, 13)).map(({ month }) => month.slice(0, 7));
  expect(longer).toEqual(['2024-01', '2024-02', '2024-03']);
});

test('a month is not dropped while it has events that are not in the archive', async () => {
  await seal(busy, '2024-01', 37);
  await seal(even, '2024-01', 16);
  const [january] = (await duePartitions(owner, 12)) as [Partition];
  const parts = await archived(january);
  expect(parts).toMatchObject([
    { merchantId: busy, firstSeq: 1, lastSeq: 37 },
    { merchantId: even, firstSeq: 1, lastSeq: 16 },
  ]);
  for (const wrong of [
    parts.slice(1),
    [{ ...parts[0], lastSeq: 36 }, parts[1]] as ArchivedPart[],
  ]) {
    await expect(dropPartition(owner, january, wrong)).rejects.toThrow(/other events/);
  }
  expect((await owner.query('SELECT FROM events')).rowCount).toBe(53);
});

test('after each drop every later event is provable, and the log has grown from every checkpoint', async () => {
  await seal(busy, '2024-02', 7);
  await seal(busy, '2024-03', 14);
  await seal(busy, new Date().toISOString().slice(0, 7), 9);
  await seal(even, '2024-03', 9);
  await addCheckpoints(busy, BUSY_CHECKPOINTS);
  await addCheckpoints(even, [16, 20]);
  const cuts = { '2024-01-01': [37, 16], '2024-02-01': [44, 16], '2024-03-01': [58, 25] };
  for (const [month, [busyCut = 0, evenCut = 0]] of Object.entries(cuts)) {
    const partition = (await duePartitions(owner, 12)).find((each) => each.month === month);
    if (!partition) throw new Error(`${month} is not due`);
    const parts = await archived(partition);
    const drops = await Promise.all([1, 2].map(() => dropPartition(owner, partition, parts)));
    expect(drops.sort()).toEqual([false, true]);
    expect(await expectProofs(busy, busyCut, BUSY_CHECKPOINTS)).toBeGreaterThan(30);
    await expectProofs(even, evenCut, [16, 20]);
  }
  const { rows } = await owner.query(
    'SELECT min(seq)::int AS seq FROM events WHERE merchant_id = $1',
    [busy],
  );
  expect(rows).toEqual([{ seq: 59 }]);
});

test('each drop stands in the log of those whose events went, with the hashes of their files', async () => {
  const told = async (merchantId: string) => {
    const { rows } = await owner.query<{ text: string }>(
      `SELECT concat_ws(' ', outcome, record ->> 'subject_id', record -> 'before' ->> 'first_seq',
         record -> 'before' ->> 'last_seq', record -> 'after' -> 'files' -> 0 ->> 'name') AS text
       FROM outbox WHERE merchant_id = $1 ORDER BY occurred_at, event_id`,
      [merchantId],
    );
    return rows.map(({ text }) => text);
  };
  expect(await told(busy)).toEqual([
    'history.archived 2024-01 1 37 events.zip',
    'history.archived 2024-02 38 44 events.zip',
    'history.archived 2024-03 45 58 events.zip',
  ]);
  expect(await told(SYSTEM_STREAM)).toEqual([
    'history.dropped 2024-01',
    'history.dropped 2024-02',
    'history.dropped 2024-03',
  ]);
  const { rows } = await owner.query(
    `SELECT to_char(month, 'YYYY-MM') AS month, first_seq::int, last_seq::int, files FROM archives
     WHERE merchant_id = $1 ORDER BY month`,
    [even],
  );
  const files = [{ name: 'events.zip', sha256: 'ab'.repeat(32) }];
  expect(rows).toEqual([
    { month: '2024-01', first_seq: 1, last_seq: 16, files },
    { month: '2024-03', first_seq: 17, last_seq: 25, files },
  ]);
});

test('an erasure in flight is waited for, and what it erased is not dropped as it was archived', async () => {
  const merchantId = uuidv7();
  const customer = 'cus_gone';
  await makePartition('2024-04');
  await sealInMonth(owner, merchantId, '2024-04', [
    ...Array.from({ length: 9 }, () => ({ kind: 'attempt', customer_reference: customer })),
    { kind: 'system', action: 'payments.searched', customer_reference: customer },
    { kind: 'attempt', customer_reference: 'cus_stays' },
  ]);
  const [april] = (await duePartitions(owner, 12)) as [Partition];
  const [part] = (await archived(april)) as [ArchivedPart];
  const dropping = await runTransaction(owner, async (transaction) => {
    await eraseEvents(transaction, { merchantId, customer }, 20);
    const drop = dropPartition(owner, april, [part]).catch((error: Error) => error.message);
    const waits = `SELECT FROM pg_stat_activity WHERE application_name = 'retention-test'
      AND datname = current_database() AND wait_event_type = 'Lock'`;
    await vi.waitUntil(async () => (await owner.query(waits)).rowCount === 1, { timeout: 10_000 });
    return { drop };
  });
  expect(await dropping.drop).toMatch(/erased after they were archived/);
  for (const pageEvents of [1, 4, 11]) {
    expect(await countErased(owner, part, pageEvents)).toEqual({ attempt: 9, system: 1 });
  }
  const erased = { attempt: 9, system: 1 };
  expect(await dropPartition(owner, april, [{ ...part, erased }])).toBe(true);
});
