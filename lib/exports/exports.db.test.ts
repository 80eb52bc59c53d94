import { rmSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '@/lib/database/connect';
import { cancelExport } from './cancel-export';
import type { ExportInput } from './contract';
import { contents, ExportHarness, verified } from './testing/export-harness';
import { HOSTILE_TEXTS } from './testing/generated-log';

let harness: ExportHarness;

/** Attempts with a hostile text in every free column, and some that are like anybody's. */
const RECORDS = [
  ...HOSTILE_TEXTS.map((text) => ({
    customer_reference: text,
    order_reference: `${text}'; DROP TABLE events; --`,
    provider_reference: text,
    user_agent: text,
    ip: text,
    operation: text,
    idempotency_key: `k${text}`,
    client_id: text,
    metadata: { 'a"b': text, plain: '1' },
    last4: '4242',
  })),
  ...Array.from({ length: 40 }, (_, index) => ({
    customer_reference: `cus_${index % 4}`,
    currency: index % 3 === 0 ? 'JPY' : 'EUR',
    amount: 10 ** 11 + index,
    metadata: index % 2 === 0 ? { order: String(index) } : undefined,
    latency_ms: index === 0 ? 0.001 : index * 1.5,
  })),
];

beforeAll(async () => {
  harness = await ExportHarness.open();
  await harness.write(RECORDS);
}, 120_000);

afterAll(async () => {
  await harness.close();
});

async function expectVerified(input: Partial<ExportInput>) {
  const exported = await harness.export(input);
  const report = await verified(exported.files, await harness.key());
  expect(report.lines.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  return exported;
}

function rowsOf(files: ReadonlyMap<string, Buffer>): Record<string, unknown>[] {
  return String(files.get('data.jsonl'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const manifestOf = (files: ReadonlyMap<string, Buffer>) =>
  JSON.parse(String(files.get('manifest.json')));

test('CSV and JSON Lines have the same rows, cell by cell, and no cell that a spreadsheet runs', async () => {
  const csv = await expectVerified({});
  const jsonl = await expectVerified({ format: 'jsonl' });
  const text = String(csv.files.get('data.csv'));
  const cells: string[][] = parse(text, { record_delimiter: '\r\n', relax_column_count: false });
  const [header, ...body] = cells;
  expect(header).toEqual(
    'seq,occurred_at,recorded_at,source,merchant,operation,idempotency_key,generation,outcome,http_status,fingerprint,resource_id,amount,currency,customer_reference,order_reference,provider_reference,client_id,ip,user_agent,latency_ms,request_id,leaf_hash'.split(
      ',',
    ),
  );
  const rows = rowsOf(jsonl.files);
  expect(rows.length).toBe(RECORDS.length);
  expect(body.length).toBe(RECORDS.length);
  const trigger = /^[=+\-@\t\r\n\0]/;
  for (const [index, row] of rows.entries()) {
    const values = Object.values(row).map((value) => (value === null ? '' : String(value)));
    const expected = values.map((value) => (trigger.test(value) ? `'${value}` : value));
    expect(body[index]).toEqual(expected);
    expect(body[index]?.filter((cell) => trigger.test(cell))).toEqual([]);
  }
});

test('the bundle is refused once a matching row is left out, whoever writes the manifest', async () => {
  const { files } = await expectVerified({
    format: 'jsonl',
    filter: { customer_reference: 'cus_1' },
  });
  expect(rowsOf(files).length).toBe(10);
  const lines = String(files.get('data.jsonl')).split('\n').toSpliced(4, 1);
  const forged = new Map(files).set('data.jsonl', Buffer.from(lines.join('\n')));
  expect((await verified(forged, await harness.key())).holds).toBe(false);
});

const FILTERS: readonly [
  string,
  Partial<ExportInput>,
  (row: Record<string, unknown>) => boolean,
][] = [
  ['currency', { filter: { currency: 'JPY' } }, (row) => row.currency === 'JPY'],
  [
    'amounts as numbers and texts',
    { filter: { amount_min: 10 ** 11 + 5, amount_max: '100000000020' } },
    (row) => Number(row.amount) >= 10 ** 11 + 5 && Number(row.amount) <= 10 ** 11 + 20,
  ],
  ['status', { filter: { status: 201 } }, () => true],
  ['nothing', { filter: { outcome: 'replayed' } }, () => false],
  ['after_seq', { filter: { after_seq: 7 } }, (row) => Number(row.seq) > 7],
];

test.each(FILTERS)(
  'rows by %s are those of the list, and proved complete',
  async (_, input, fits) => {
    const all = rowsOf((await harness.export({ format: 'jsonl' })).files);
    const { files } = await expectVerified({ format: 'jsonl', ...input });
    expect(rowsOf(files)).toEqual(all.filter(fits));
    expect(manifestOf(files).rows).toBe(all.filter(fits).length);
  },
);

test('no text of a filter reaches SQL as anything but a text', async () => {
  const texts = [
    ...HOSTILE_TEXTS.filter((text) => text !== ''),
    "' OR true --",
    "\\' OR true --",
    "'; DROP TABLE exports; --",
    '$1',
    '$$x$$',
    '?',
    "E'\\''",
    '\\x41',
    '%',
    'a\\',
  ];
  const names = [
    'customer_reference',
    'order_reference',
    'provider_reference',
    'user_agent',
    'ip',
    'client_id',
    'operation',
    'key',
  ];
  const all = rowsOf((await harness.export({ format: 'jsonl' })).files);
  for (const [index, text] of texts.entries()) {
    const name = names[index % names.length] ?? '';
    for (const [parameter, column] of [
      [name, name === 'key' ? 'idempotency_key' : name],
      ['customer_reference', 'customer_reference'],
    ] as const) {
      const rows = await harness.data({ [parameter]: text });
      const expected = all.filter((row) => row[column] === text);
      expect([parameter, text, rows]).toEqual([parameter, text, expected]);
    }
    const rows = await harness.data({ metadata: { [text]: text, 'a"b': text } });
    expect(rows).toEqual([]);
  }
  const metadata = await expectVerified({
    format: 'jsonl',
    filter: { metadata: { 'a"b': "'quoted" } },
  });
  expect(rowsOf(metadata.files).map((row) => row.customer_reference)).toEqual(["'quoted"]);
}, 60_000);

test('a sample is drawn again by its seed, and by the verifier', async () => {
  const drawn = { format: 'jsonl', sample: 5, seed: 'auditor' } as const;
  const one = await expectVerified({ ...drawn, filter: { currency: 'EUR' } });
  const other = await expectVerified({ ...drawn, filter: { currency: 'EUR' } });
  expect(rowsOf(one.files).length).toBe(5);
  expect(rowsOf(other.files)).toEqual(rowsOf(one.files));
  const unlike = await expectVerified({ ...drawn, seed: 'another' });
  expect(rowsOf(unlike.files)).not.toEqual(rowsOf(one.files));
});

test('the same export is the same bytes again: twice, on another instance, after a restart', async () => {
  const on = harness.instance();
  const { id, files } = await harness.export({ filter: { currency: 'EUR' } }, on);
  const elsewhere = harness.instance();
  // Written meanwhile: an export is as of its checkpoint.
  await harness.write([{ customer_reference: 'later' }]);
  const again = await contents(await elsewhere.files.bundle(await harness.job(id)));
  expect(again).toEqual(files);
  const { file } = await on.files.data(await harness.job(id));
  rmSync(file);
  expect(await contents(await on.files.bundle(await harness.job(id)))).toEqual(files);
});

test('an export under concurrent writes is one moment of the log', async () => {
  let writing = true;
  const writer = (async () => {
    while (writing) await harness.write([{ customer_reference: 'busy' }, { amount: 7 }]);
  })();
  const on = harness.instance();
  for (let time = 0; time < 4; time += 1) {
    const { id, files } = await harness.export({ format: 'jsonl' }, on);
    expect((await verified(files, await harness.key())).holds).toBe(true);
    const { asOf } = await harness.job(id);
    const { rows } = await harness.database.pool.query<{ n: number; sum: string }>(
      `SELECT count(*)::int AS n, sum(amount) AS sum FROM events
       WHERE merchant_id = $1 AND seq <= $2 AND kind = 'attempt' AND currency = 'EUR'`,
      [harness.merchantId, asOf.size],
    );
    const euros = rowsOf(files).filter((row) => row.currency === 'EUR');
    expect(euros.length).toBe(rows[0]?.n);
    expect(manifestOf(files).sums.EUR).toBe(rows[0]?.sum);
  }
  writing = false;
  await writer;
}, 120_000);

test('system events are exported with what was asked for, and proved', async () => {
  const { files } = await expectVerified({
    kind: 'access',
    format: 'jsonl',
    filter: { action: 'export.requested' },
  });
  const rows = rowsOf(files);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row.subject_type === 'export')).toBe(true);
  const csv = await expectVerified({ kind: 'access', filter: { subject: 'export' } });
  expect(String(csv.files.get('data.csv'))).toContain('export.requested');
});

test('a cancelled export never becomes ready; one whose owner is gone is taken over', async () => {
  const cancelled = await harness.request();
  const target = { merchantId: harness.merchantId, exportId: cancelled };
  await cancelExport(harness.database.pool, { actor: 'a', actorRole: 'r' }, target);
  const abandoned = await harness.request();
  await harness.database.pool.query(
    `UPDATE exports SET state = 'running', owner_id = gen_random_uuid(),
       lease_expires_at = clock_timestamp() - interval '1 second' WHERE export_id = $1`,
    [abandoned],
  );
  const held = await harness.request();
  await harness.database.pool.query(
    `UPDATE exports SET state = 'running', owner_id = gen_random_uuid(),
       lease_expires_at = clock_timestamp() + interval '1 hour' WHERE export_id = $1`,
    [held],
  );
  await harness.instance().runner.runAll();
  expect(await Promise.all([cancelled, abandoned, held].map((id) => harness.state(id)))).toEqual([
    'cancelled',
    'ready',
    'running',
  ]);
});

test('a record that was changed in the database is found, and nothing is signed', async () => {
  const other = await ExportHarness.open();
  try {
    await other.write([{ customer_reference: 'cus_1' }, { customer_reference: 'cus_2' }]);
    await withConnection(other.database.ownerUrl, (client) =>
      client.query('UPDATE events SET amount = amount + 1 WHERE seq = 2'),
    );
    const id = await other.request();
    await other.instance().runner.runAll();
    expect(await other.row(id)).toMatchObject({ state: 'failed', manifest: null });
  } finally {
    await other.close();
  }
}, 120_000);
