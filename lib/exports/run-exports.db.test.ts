import { afterAll, beforeAll, expect, test } from 'vitest';
import { contents, ExportHarness, verified } from './testing/export-harness';
import { Gate } from './testing/gate';

let harness: ExportHarness;

beforeAll(async () => {
  harness = await ExportHarness.open();
  await harness.write([{ customer_reference: 'cus_1' }, { customer_reference: 'cus_2' }]);
}, 120_000);

afterAll(async () => {
  await harness.close();
});

test('data and proofs are of one checkpoint, though who asked and who runs each had one signed', async () => {
  const asking = new Gate();
  const running = new Gate();
  const requested = harness.request({ format: 'jsonl' }, harness.gatedLog(asking));
  await asking.arrived;
  await harness.write([{ customer_reference: 'later' }]);
  const on = harness.instance({ sealedLog: harness.gatedLog(running) });
  const ran = on.runner.runAll();
  await running.arrived;
  asking.open();
  const id = await requested;
  const size = (await harness.row(id))?.size;
  running.open();
  await ran;
  const files = await contents(await on.files.bundle(await harness.job(id)));
  const report = await verified(files, await harness.key());
  expect(report.lines.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect((await harness.job(id)).asOf.size).toBe(size);
  expect(String(files.get('data.jsonl'))).not.toContain('later');
});
