import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTransaction } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { cancelExport } from './cancel-export';
import type { Maker } from './maker';
import { contents, ExportHarness } from './testing/export-harness';
import { Gate } from './testing/gate';

const CUSTOMER = 'cus_swept';

let harness: ExportHarness;

beforeAll(async () => {
  harness = await ExportHarness.open();
}, 120_000);

afterAll(async () => {
  await harness.close();
});

/** The files below a folder that hold the customer. */
function holding(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => readFileSync(file, 'utf8').includes(CUSTOMER));
}

/** A maker that begins with the data only once the gate is open. */
const begunAt = (gate: Gate) => (maker: Maker) => ({
  async data(...given: Parameters<Maker['data']>) {
    await gate.pass();
    return await maker.data(...given);
  },
});

test('the sweep after an erasure leaves nothing of the customer, wherever the file is made again', async () => {
  await harness.write([{ customer_reference: CUSTOMER }]);
  const here = harness.instance();
  const elsewhere = harness.instance();
  const [one, other] = [await harness.request(), await harness.request({ format: 'jsonl' })];
  await here.runner.runAll();
  expect(holding(here.folder)).not.toEqual([]);
  await harness.erase(CUSTOMER);
  await elsewhere.files.data(await harness.job(one));
  await here.files.data(await harness.job(other));
  await here.runner.sweep();
  expect(holding(here.folder)).toEqual([]);
});

test('the sweep after an erasure leaves nothing that an interrupted run has left', async () => {
  await harness.write([{ customer_reference: CUSTOMER }]);
  const on = harness.instance();
  const id = await harness.request();
  const abandoned = path.join(on.folder, `${id}.0`);
  mkdirSync(abandoned);
  writeFileSync(path.join(abandoned, 'data.csv.owner.tmp'), CUSTOMER);
  await on.runner.sweep();
  expect(holding(on.folder)).toHaveLength(1);
  await harness.erase(CUSTOMER);
  await on.runner.sweep();
  expect(holding(on.folder)).toEqual([]);
  await on.runner.runAll();
  expect(holding(on.folder)).toEqual([]);
});

test('the sweep removes the files of exports that failed, were cancelled or are gone, and keeps the others', async () => {
  await harness.write([{ customer_reference: 'cus_kept' }]);
  const gate = new Gate();
  const on = harness.instance();
  const kept = await harness.export({}, on);
  const failed = await harness.export({}, on);
  const { pool } = harness.database;
  await pool.query("UPDATE exports SET state = 'failed' WHERE export_id = $1", [failed.id]);
  // Earlier versions had one folder for all revisions.
  for (const gone of [`${uuidv7()}.0`, kept.id]) mkdirSync(path.join(on.folder, gone));
  const stopped = harness.instance({ maker: begunAt(gate) });
  const cancelled = await harness.request();
  const ran = stopped.runner.runAll();
  await gate.arrived;
  const target = { merchantId: harness.merchantId, exportId: cancelled };
  await cancelExport(pool, { actor: 'a', actorRole: 'r' }, target);
  gate.open();
  await ran;
  await Promise.all([on.runner.sweep(), stopped.runner.sweep()]);
  expect(readdirSync(on.folder)).toEqual([`${kept.id}.0`]);
  expect(readdirSync(stopped.folder)).toEqual([]);
  expect(await contents(await on.files.bundle(await harness.job(kept.id)))).toEqual(kept.files);
});

test.each([1, 2])(
  'the sweep takes nothing from under a file that is made again, and takes it afterwards; erasures: %i',
  async (erasures) => {
    await harness.write([{ customer_reference: CUSTOMER }]);
    const { id } = await harness.export();
    await harness.erase(CUSTOMER);
    const gate = new Gate();
    const on = harness.instance({ maker: begunAt(gate) });
    const made = on.files.data(await harness.job(id));
    await gate.arrived;
    if (erasures > 1) await harness.erase(CUSTOMER);
    await on.runner.sweep();
    gate.open();
    const { file } = await made;
    expect(readFileSync(file, 'utf8')).toContain('seq');
    expect(readdirSync(on.folder)).toEqual([path.basename(path.dirname(file))]);
  },
);

test('the sweep deletes exports past their time, and leaves what an erasure holds to the next one', async () => {
  const { pool } = harness.database;
  const [held, free] = [await harness.request(), await harness.request()];
  await pool.query(
    "UPDATE exports SET expires_at = clock_timestamp() - interval '1 day' WHERE export_id = ANY ($1)",
    [[held, free]],
  );
  const { runner } = harness.instance();
  await runTransaction(pool, async (transaction) => {
    const text = 'SELECT FROM exports WHERE export_id = $1 FOR UPDATE';
    await transaction.query({ name: '', text, values: [held] });
    await runner.sweep();
    expect(await harness.state(held)).toBe('pending');
    expect(await harness.state(free)).toBe('gone');
  });
  await runner.sweep();
  expect(await harness.state(held)).toBe('gone');
});
