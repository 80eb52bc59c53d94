import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { runTransaction } from '@/lib/database/session';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { eraseEvents } from '@/lib/ledger/erasure/erase-events';
import type { Archive } from '@/lib/ledger/retention/archive';
import { retainHistory } from '@/lib/ledger/retention/retain-history';
import { makePastPartition, sealInMonth } from '@/lib/ledger/testing/past-months';
import { openBundle } from '@/lib/verify/node-files';
import { bundle } from '../../../scripts/bundle.mjs';
import { makerOn } from '../maker';
import { ExportHarness } from '../testing/export-harness';
import { ExportArchive } from './export-archive';
import { runVerifier } from './run-verifier';

let harness: ExportHarness;
let ownerPool: Pool;
let program: string;
let folder: string;
let archive: ExportArchive;
const { signal } = new AbortController();
beforeAll(async () => {
  harness = await ExportHarness.open();
  program = await bundle('lib/verify/cli.ts', 'verify-archives.mjs');
  folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-archive-'));
  ownerPool = createPool(harness.database.ownerUrl, {
    size: 4,
    applicationName: 'archive-test',
    statementTimeoutMs: 20_000,
    lockTimeoutMs: 10_000,
  });
  archive = new ExportArchive({
    folder,
    maker: makerOn(harness.database.pool, uuidv7()),
    log: harness.sealedLog,
    version: '0.0.0',
    verifyPage: async () => '<!doctype html>\n',
    verify: (file, keys) => runVerifier(file, keys, signal, program),
  });
}, 120_000);
afterAll(async () => {
  await ownerPool.end();
  await harness.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(program, { force: true });
});

const attempts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'attempt',
    operation: 'payments',
    amount: 100 + index,
    currency: 'EUR',
    customer_reference: `cus_${index}`,
  }));
const reads = [{ kind: 'system', action: 'payment.read', actor: 'key_1', subject_id: 'pay_1' }];

/** A stream that has events in a month that is long over, signed, and goes on today. */
async function oldStream(month: string): Promise<string> {
  const merchantId = uuidv7();
  await makePastPartition(harness.database.ownerUrl, month);
  await sealInMonth(ownerPool, merchantId, month, [...attempts(30), ...reads, ...attempts(6)]);
  await harness.sealedLog.checkpoint(merchantId);
  await sealInMonth(ownerPool, merchantId, new Date().toISOString().slice(0, 7), attempts(5));
  return merchantId;
}

const retain = (into: Archive = archive) =>
  retainHistory({ ownerPool, archive: into, months: 13, signal });

async function seqsOf(merchantId: string): Promise<number[]> {
  const { rows } = await ownerPool.query<{ seq: number }>(
    'SELECT seq::int AS seq FROM events WHERE merchant_id = $1 ORDER BY seq',
    [merchantId],
  );
  return rows.map(({ seq }) => seq);
}

test('a month goes once its bundles are in the archive and the verifier accepts them', async () => {
  const merchantId = await oldStream('2024-01');
  expect((await retain()).map(({ name }) => name)).toEqual(['events_2024_01']);
  // The event that tells of it may follow already.
  expect((await seqsOf(merchantId)).slice(0, 5)).toEqual([38, 39, 40, 41, 42]);
  const kept = path.join(folder, publicId('mer', merchantId), '2024-01');
  expect(readdirSync(kept).sort()).toEqual(['access.zip', 'events.zip']);
  const keys = [(await harness.sealedLog.signer(merchantId)).verifierKey];
  for (const name of ['access.zip', 'events.zip']) {
    await runVerifier(path.join(kept, name), keys, signal, program);
  }
  const { rows } = await ownerPool.query(
    `SELECT first_seq::int, last_seq::int, files FROM archives WHERE merchant_id = $1`,
    [merchantId],
  );
  const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(rows).toEqual([
    {
      first_seq: 1,
      last_seq: 37,
      files: ['events', 'access'].map((kind) => ({
        name: `${publicId('mer', merchantId)}/2024-01/${kind}.zip`,
        sha256,
      })),
    },
  ]);
  expect(await retain()).toEqual([]);
});

test('a file in the archive that does not hold is made again before anything goes', async () => {
  const merchantId = await oldStream('2024-02');
  const kept = path.join(folder, publicId('mer', merchantId), '2024-02');
  await sealInMonth(ownerPool, uuidv7(), '2024-02', attempts(1));
  // The other stream has no checkpoint yet: the archive has this one's files, and nothing goes.
  await expect(retain()).rejects.toThrow(/no checkpoint/);
  const files = existsSync(kept) ? readdirSync(kept) : [];
  for (const name of ['events.zip', 'access.zip']) {
    const file = path.join(kept, name);
    if (!files.includes(name)) continue;
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"amount"');
    writeFileSync(file, at < 0 ? bytes.subarray(1) : bytes.fill('9', at + 10, at + 11));
  }
  for (const { merchant_id } of (
    await ownerPool.query<{ merchant_id: string }>('SELECT merchant_id FROM events_2024_02')
  ).rows) {
    await harness.sealedLog.checkpoint(merchant_id);
  }
  expect((await retain()).map(({ name }) => name)).toEqual(['events_2024_02']);
  const keys = [(await harness.sealedLog.signer(merchantId)).verifierKey];
  for (const name of ['events.zip', 'access.zip']) {
    await runVerifier(path.join(kept, name), keys, signal, program);
  }
});

/** All that the files of a bundle say. */
async function textOf(file: string): Promise<string> {
  const { files, close } = await openBundle(file);
  const pieces: Uint8Array[] = [];
  for (const each of files) for await (const piece of each.read()) pieces.push(piece);
  await close();
  return Buffer.concat(pieces).toString();
}

test('a month is not dropped for a bundle that names a customer who was erased meanwhile', async () => {
  const merchantId = await oldStream('2024-03');
  const events = path.join(folder, publicId('mer', merchantId), '2024-03', 'events.zip');
  const customer = 'cus_12';
  const erasedMeanwhile: Archive = {
    async keep(part, month, aborted) {
      const files = await archive.keep(part, month, aborted);
      await runTransaction(ownerPool, (transaction) =>
        eraseEvents(transaction, { merchantId, customer }, 10),
      );
      return files;
    },
  };
  await expect(retain(erasedMeanwhile)).rejects.toThrow(/events_2024_03 .* archived/);
  expect(await textOf(events)).toContain(customer);
  expect((await seqsOf(merchantId)).length).toBe(42);
  expect((await retain()).map(({ name }) => name)).toEqual(['events_2024_03']);
  expect(await textOf(events)).not.toContain(customer);
  const keys = [(await harness.sealedLog.signer(merchantId)).verifierKey];
  await runVerifier(events, keys, signal, program);
});

test('a log that was changed is not dropped: there is no bundle that holds', async () => {
  const merchantId = await oldStream('2024-04');
  await ownerPool.query(
    'UPDATE events SET amount = amount + 1 WHERE merchant_id = $1 AND seq = 7',
    [merchantId],
  );
  await expect(retain()).rejects.toThrow(/record 7 .* not what was sealed/);
  expect((await seqsOf(merchantId)).length).toBe(42);
});
