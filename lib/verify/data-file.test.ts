import { expect, test } from 'vitest';
import { generatedBundle } from '@/lib/exports/testing/generated-bundle';
import { generatedLog, TestSigner } from '@/lib/exports/testing/generated-log';
import { faults, verifyFiles } from './testing/verify-files';

test('a cell that is changed is named, also in a row whose texts have line breaks', async () => {
  const signer = new TestSigner();
  const log = generatedLog(10, 1);
  const at = log.findIndex(({ event }) => event.kind === 'attempt');
  const lines = 'two\r\nlines, "quoted"\r\n';
  const spoken = log.map((salted, index) =>
    index === at
      ? { ...salted, event: { ...salted.event, orderReference: lines, userAgent: lines } }
      : salted,
  );
  const files = generatedBundle(spoken, { signer });
  const row = `\r\n${at + 1},`;
  const changed = String(files['data.csv']).replace(
    new RegExp(`${row}[^,]*,[^,]*,[^,]*,[^,]*,`),
    (before) => before.replace(/[^,]*,$/, 'mer_other,'),
  );
  const data = { ...files, 'data.csv': Buffer.from(changed) };
  expect(faults(await verifyFiles(data, { keys: [signer.verifierKey] }))).toContain(
    `record ${at + 1}: its row in data.csv is not what the log has (merchant)`,
  );
});
