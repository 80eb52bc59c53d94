import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Queryable, runTransaction } from '@/lib/database/session';
import { contents, ExportHarness, gated, verified } from '../testing/export-harness';
import { Gate } from '../testing/gate';
import { eraseExports } from './erase-exports';

let harness: ExportHarness;

beforeAll(async () => {
  harness = await ExportHarness.open();
}, 120_000);

afterAll(async () => {
  await harness.close();
});

type Files = ReadonlyMap<string, Buffer>;

const manifestOf = (files: Files) => JSON.parse(String(files.get('manifest.json')));

async function expectHolds(files: Files): Promise<void> {
  const report = await verified(files, await harness.key());
  expect(report.lines.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
}

function expectNothingOf(customer: string, files: Files): void {
  for (const content of files.values()) expect(String(content)).not.toContain(customer);
}

test('after an erasure the files are made again, say what is gone, and verify', async () => {
  const customer = 'cus_to_be_erased';
  await harness.write([{ customer_reference: customer }, { customer_reference: customer }]);
  const on = harness.instance();
  const { id, files } = await harness.export({ format: 'jsonl' }, on);
  const named = await harness.export({ filter: { customer_reference: customer } }, on);
  expect(String(files.get('data.jsonl'))).toContain(customer);
  await harness.erase(customer);
  expect(await harness.state(named.id)).toBe('gone');
  const again = await contents(await on.files.bundle(await harness.job(id)));
  expectNothingOf(customer, again);
  expect(manifestOf(again).erased.rows).toHaveLength(1);
  expect(manifestOf(again).rows).toBe(manifestOf(files).rows);
  await expectHolds(again);
  // What was taken away before stays what it was.
  await expectHolds(files);
});

test('an export that runs while a customer is erased is made again without it', async () => {
  const customer = 'cus_erased_meanwhile';
  await harness.write([{ customer_reference: customer }, { customer_reference: 'cus_other' }]);
  const gate = new Gate();
  const on = harness.instance({ maker: gated('data', gate) });
  const id = await harness.request({ format: 'jsonl' });
  const named = await harness.request({ filter: { customer_reference: customer } });
  const ran = on.runner.runAll();
  await gate.arrived;
  await harness.erase(customer);
  gate.open();
  await ran;
  expect(await harness.state(named)).toBe('gone');
  expect(await harness.state(id)).toBe('ready');
  const files = await contents(await on.files.bundle(await harness.job(id)));
  expectNothingOf(customer, files);
  expect(String(files.get('data.jsonl'))).toContain('cus_other');
  await expectHolds(files);
});

test('a file that is made again while another customer is erased is made once more, for all who ask', async () => {
  const [first, second] = ['cus_first', 'cus_second'];
  await harness.write([{ customer_reference: first }, { customer_reference: second }]);
  const { id } = await harness.export({ format: 'jsonl' });
  await harness.erase(first);
  const gate = new Gate();
  const on = harness.instance({ maker: gated('data', gate) });
  const before = on.files.data(await harness.job(id));
  await gate.arrived;
  await harness.erase(second);
  const after = on.files.data(await harness.job(id));
  gate.open();
  for (const { file, sha256 } of await Promise.all([before, after])) {
    expect(readFileSync(file, 'utf8')).not.toContain(second);
    expect((await harness.job(id)).dataSha256).toBe(sha256);
  }
  await expectHolds(await contents(await on.files.bundle(await harness.job(id))));
});

test('a bundle that is signed while a customer is erased is made once more', async () => {
  const customer = 'cus_of_the_bundle';
  await harness.write([{ customer_reference: customer }]);
  const { id } = await harness.export({ format: 'jsonl' });
  const gate = new Gate();
  const on = harness.instance({ maker: gated('proofs', gate) });
  const bundle = on.files.bundle(await harness.job(id));
  await gate.arrived;
  await harness.erase(customer);
  gate.open();
  const files = await contents(await bundle);
  expectNothingOf(customer, files);
  await expectHolds(files);
});

test('an export by the name of a customer that is erased while its file is made is not found', async () => {
  const customer = 'cus_of_the_name';
  await harness.write([{ customer_reference: customer }]);
  const { id } = await harness.export({ filter: { customer_reference: customer } });
  const gate = new Gate();
  const on = harness.instance({ maker: gated('data', gate) });
  const data = on.files.data(await harness.job(id));
  await gate.arrived;
  await harness.erase(customer);
  gate.open();
  await expect(data).rejects.toMatchObject({ slug: 'not-found' });
});

test('two erasures of one merchant at once wait for each other', async () => {
  const customers = ['cus_at_once_1', 'cus_at_once_2'];
  await harness.write(customers.map((customer_reference) => ({ customer_reference })));
  const named = customers.map((customer) => ({ filter: { customer_reference: customer } }));
  const ids = [await harness.request(named[0]), await harness.request(named[1])];
  await harness.instance().runner.runAll();
  const deleted = [new Gate(), new Gate()];
  for (const gate of deleted) gate.open();
  const { pool } = harness.database;
  const erasing = customers.map((customer, index) =>
    runTransaction(pool, async (transaction) => {
      const apart: Queryable = {
        async query(statement) {
          const result = await transaction.query<never>(statement);
          if (!statement.name.startsWith('delete')) return result;
          await deleted[index]?.pass();
          // The other cannot come as far where it waits for this one.
          await Promise.race([deleted[1 - index]?.arrived, sleep(500)]);
          return result;
        },
      };
      await eraseExports(apart, { merchantId: harness.merchantId, customer });
    }),
  );
  await Promise.all(erasing);
  expect(await Promise.all(ids.map((id) => harness.state(id)))).toEqual(['gone', 'gone']);
});
