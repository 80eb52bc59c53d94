import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { publicId } from '@/lib/http/uuid';
import { retainHistory } from '@/lib/ledger/retention/retain-history';
import { makePastPartition, sealInMonth } from '@/lib/ledger/testing/past-months';
import { ExportHarness, verified } from '../testing/export-harness';

const MONTH = '2024-05';
const ARCHIVED = 12;
const KEPT = 5;

let harness: ExportHarness;
let ownerPool: Pool;
let payments: string[];
beforeAll(async () => {
  harness = await ExportHarness.open();
  ownerPool = createPool(harness.database.ownerUrl, {
    size: 4,
    applicationName: 'archive-test',
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
  await makePastPartition(harness.database.ownerUrl, MONTH);
  await sealInMonth(ownerPool, harness.merchantId, MONTH, attempts(ARCHIVED));
  await harness.sealedLog.checkpoint(harness.merchantId);
  await harness.write(attempts(KEPT));
  payments = await payAsLogged();
  await retainHistory({
    ownerPool,
    archive: { keep: async () => [] },
    months: 13,
    signal: new AbortController().signal,
  });
}, 120_000);
afterAll(async () => {
  await ownerPool.end();
  await harness.close();
});

const attempts = (count: number) =>
  Array.from({ length: count }, () => ({ kind: 'attempt', operation: 'payments', amount: 100 }));

/** A payment for each attempt in the log, made when that happened. */
async function payAsLogged(): Promise<string[]> {
  const { rows } = await ownerPool.query<{ id: string }>(
    `INSERT INTO payments (merchant_id, payment_id, request_id, amount, currency,
       customer_reference, fingerprint, client_id, ip, created_at)
     SELECT merchant_id, gen_random_uuid(), event_id, 100, 'EUR', 'cus_1', '\\x00',
       gen_random_uuid(), '192.0.2.1', occurred_at FROM events WHERE merchant_id = $1
     RETURNING payment_id AS id`,
    [harness.merchantId],
  );
  return rows.map(({ id }) => publicId('pay', id));
}

test('payments are exported whole, those too whose events are in the archive only', async () => {
  const { files } = await harness.export({ kind: 'payments', format: 'jsonl' });
  const rows = String(files.get('data.jsonl')).trimEnd().split('\n');
  expect(payments).toHaveLength(ARCHIVED + KEPT);
  expect(rows.map((row) => JSON.parse(row).id).sort()).toEqual(payments.sort());
  const manifest = JSON.parse(String(files.get('manifest.json')));
  expect(manifest).toMatchObject({ rows: ARCHIVED + KEPT, sums: { EUR: '1700' } });
});

test.each(['events', 'access'] as const)(
  '%s are exported from the first record that is not archived, as the manifest states',
  async (kind) => {
    const { files } = await harness.export({ kind });
    const report = await verified(files, await harness.key());
    expect(report.lines.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    const manifest = JSON.parse(String(files.get('manifest.json')));
    expect(manifest.filter.after_seq).toBe(ARCHIVED);
    expect(manifest.sequence.first).toBe(ARCHIVED + 1);
  },
);

test('who asks for archived records is told where they are', async () => {
  const asked = harness.request({ filter: { after_seq: ARCHIVED - 1 } });
  await expect(asked).rejects.toMatchObject({
    slug: 'invalid-request',
    errors: [{ pointer: '/filter/after_seq', detail: expect.stringMatching(/archive.* 12/) }],
  });
  await expect(harness.request({ filter: { after_seq: ARCHIVED } })).resolves.toEqual(
    expect.any(String),
  );
});
