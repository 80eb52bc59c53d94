import { expect, test, vi } from 'vitest';
import {
  type BundleOptions,
  type Files,
  generatedBundle,
  manifestOf,
  resigned,
} from '@/lib/exports/testing/generated-bundle';
import {
  generatedLog,
  newSeed,
  recordOf,
  type SaltedEvent,
  seededRandom,
  TestSigner,
} from '@/lib/exports/testing/generated-log';
import { faults, verifyFiles, withLines } from './testing/verify-files';

// A slow machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const seed = newSeed();
console.log(`lib/verify/verify-bundle.test.ts: seed ${seed}`);
const log = generatedLog(150, seed);
const signer = new TestSigner();

const verify = (files: Files, options: { keys?: string[]; since?: string } = {}) =>
  verifyFiles(files, { keys: [signer.verifierKey], ...options });
const honest = (options: BundleOptions = {}) => generatedBundle(log, { signer, ...options });

test.each<[string, BundleOptions]>([
  ['all events as CSV', {}],
  ['as JSON Lines', { format: 'jsonl' }],
  ['one customer', { filter: { customer_reference: 'cus_1' } }],
  ['from a sequence number on', { first: 70, filter: { after_seq: 69, currency: 'EUR' } }],
  ['a sample', { sample: { size: 25, seed: 'audit-2026' }, filter: { outcome: 'executed' } }],
  ['system events', { kind: 'access', format: 'jsonl' }],
  [
    'metadata and bounds',
    { filter: { metadata: { a: '1' }, amount_min: 5, to: '2026-11-01T00:04:00.000000Z' } },
  ],
])('an honest bundle is accepted: %s', async (_, options) => {
  const report = await verify(honest(options));
  expect(report.lines.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect(report.holds).toBe(true);
});

test('a flipped bit in any file is found', async () => {
  const random = seededRandom(seed);
  const files = honest();
  for (const [name, content] of Object.entries(files)) {
    for (let time = 0; time < 12; time += 1) {
      const flipped = Buffer.from(content);
      const at = Math.floor(random() * content.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      const report = await verify({ ...files, [name]: flipped });
      expect({ name, at, holds: report.holds }).toEqual({ name, at, holds: false });
    }
  }
});

test('a text that is no text is found and named: a lone surrogate, bytes that are not UTF-8', async () => {
  const at = log.findIndex(({ event }) => event.kind === 'attempt');
  const odd = log.map((salted, index) =>
    index === at
      ? { ...salted, event: { ...salted.event, orderReference: 'order \ud800' } }
      : salted,
  );
  // Its row says U+FFFD, as whatever is written in UTF-8 does.
  const replaced = faults(await verify(generatedBundle(odd, { signer })));
  expect(replaced).toEqual([`record ${at + 1}: a text of it is not Unicode`]);

  const files = honest();
  const proofs = Buffer.from(files['proofs.jsonl'] ?? '');
  proofs[proofs.indexOf('"salts"', proofs.indexOf(`{"seq":${at + 1},`)) + 1] = 0xff;
  const signedAnew = resigned({ ...files, 'proofs.jsonl': proofs }, signer, manifestOf(files));
  const broken = faults(await verify(signedAnew));
  expect(broken).toEqual([`record ${at + 1}: what is said of it is not UTF-8`]);
});

test('characters whose numbers end in the same byte are not taken for each other', async () => {
  const [first] = log.filter(({ event }) => event.kind === 'attempt');
  if (first === undefined) throw new Error('the log has no attempt');
  const plain = { customerReference: 'cus_1', orderReference: null, metadata: null };
  const event = {
    ...first.event,
    ...plain,
    seq: 1,
    currency: 'EUR',
    userAgent: null,
    detail: {},
  };
  const files = generatedBundle([{ ...first, event }], { signer, format: 'jsonl' });
  const changed = ['proofs.jsonl', 'data.jsonl'].reduce(
    (all, name) =>
      withLines(all, name, (lines) => lines.map((line) => line.replace('"EUR"', '"\u0145UR"'))),
    files,
  );
  const sums = { '\u0145UR': String(event.amount) };
  const report = await verify(resigned(changed, signer, { ...manifestOf(files), sums }));
  expect(faults(report)).toEqual([
    'record 1: its column currency is not what the log committed to',
  ]);
});

test('of several records at fault the first is named', async () => {
  const files = honest();
  const first = log.find(({ event }) => event.kind === 'attempt')?.event.seq ?? 0;
  const second = first + 2;
  const changed = withLines(files, 'proofs.jsonl', (lines) =>
    lines
      .with(first, String(lines[first]).replace('"source":"ingest"', '"source":"import"'))
      .with(second, '{}'),
  );
  const report = await verify(resigned(changed, signer, manifestOf(files)));
  expect(faults(report)).toEqual([
    `record ${first}: its column source is not what the log committed to`,
  ]);
});

const swap = (lines: string[]) => [lines[0], lines[2], lines[1], ...lines.slice(3)] as string[];
test.each<[string, (lines: string[]) => string[]]>([
  ['deleted', (lines) => lines.toSpliced(6, 1)],
  ['inserted', (lines) => lines.toSpliced(6, 0, lines[9] ?? '')],
  ['duplicated', (lines) => lines.toSpliced(6, 0, lines[6] ?? '')],
  ['swapped', swap],
  ['cut off at the end', (lines) => lines.slice(0, -1)],
  ['replaced by another', (lines) => lines.with(6, lines[7] ?? '')],
])('a record or a row that is %s is found, whoever signs the manifest anew', async (_, change) => {
  const files = honest({ format: 'jsonl' });
  for (const names of [
    ['leaves.jsonl'],
    ['proofs.jsonl'],
    ['data.jsonl'],
    ['leaves.jsonl', 'proofs.jsonl'],
  ]) {
    const changed = names.reduce((all, name) => withLines(all, name, change), files);
    // The strongest attacker: the signing key itself.
    const report = await verify(resigned(changed, signer, manifestOf(files)));
    expect({ names, holds: report.holds }).toEqual({ names, holds: false });
  }
});

test('a matching record that is left out is named, also when everything is signed anew', async () => {
  const filter = { customer_reference: 'cus_1' };
  const whole = manifestOf(honest({ filter })).rows;
  const matching = log.filter(({ event }) => event.customerReference === 'cus_1');
  expect(whole).toBe(matching.length);
  const left = matching[Math.floor(matching.length / 2)]?.event.seq ?? 0;
  const report = await verify(honest({ filter, leaveOut: [left] }));
  expect(faults(report)).toEqual([`record ${left}: it matches the filter, but is not in the data`]);
});

test('who hides a match by keeping its column closed is found', async () => {
  const filter = { currency: 'EUR' };
  const left = log.find(({ event }) => event.currency === 'EUR')?.event.seq ?? 0;
  const files = honest({ filter, leaveOut: [left] });
  const hidden = withLines(files, 'proofs.jsonl', (lines) => {
    const proof = JSON.parse(lines[left] ?? '');
    const at = 32 * Object.keys(proof.columns).indexOf('currency');
    proof.salts = proof.salts.slice(0, at) + proof.salts.slice(at + 32);
    delete proof.columns.currency;
    return lines.with(left, JSON.stringify(proof));
  });
  const report = await verify(resigned(hidden, signer, manifestOf(files)));
  expect(faults(report)).toEqual([`record ${left}: its column currency is not opened`]);
});

test('a bundle signed by somebody else is refused with the key given, and says so without', async () => {
  const forger = new TestSigner();
  const files = generatedBundle(log, { signer: forger, filter: { customer_reference: 'cus_1' } });
  const checked = await verify(files);
  expect(faults(checked)).toEqual(['the manifest is signed by another key than the one given']);
  const unchecked = await verify(files, { keys: [] });
  expect(unchecked.holds).toBe(true);
  expect(unchecked.lines).toContainEqual({
    verdict: 'not proved',
    text: expect.stringContaining('The signer is not established'),
  });
});

test('the true manifest under a forged checkpoint, and a forged manifest over the true one', async () => {
  const forger = new TestSigner(signer.name);
  const files = honest();
  const manifest = manifestOf(files);
  const forged = resigned(files, forger, { ...manifest, signing_key: forger.verifierKey });
  expect((await verify(forged)).holds).toBe(false);
  const note = generatedBundle(log, { signer: forger });
  const { as_of } = manifestOf(note);
  const report = await verify(resigned(note, signer, { ...manifest, as_of }));
  expect(faults(report)).toEqual([expect.stringContaining('the checkpoint is not signed by')]);
});

test('public keys are taken in every spelling', async () => {
  const files = honest();
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), signer.publicKey]);
  const base64 = der.toString('base64');
  const spellings = [
    signer.verifierKey,
    `${signer.verifierKey}\n`,
    `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`,
    base64,
    signer.publicKey.toString('base64'),
    signer.publicKey.toString('hex'),
  ];
  for (const key of spellings) expect((await verify(files, { keys: [key] })).holds).toBe(true);
  for (const key of ['', 'x', signer.verifierKey.replace('+', '-'), base64.slice(4)]) {
    expect((await verify(files, { keys: [key] })).holds).toBe(false);
  }
});

test('an earlier checkpoint holds only if the log has grown from it', async () => {
  const earlier = (count: number, of = log) =>
    manifestOf(generatedBundle(of.slice(0, count), { signer })).as_of.checkpoint;
  const other = generatedLog(150, seed + 1);
  for (const size of [0, 1, 2, 127, 128, 150]) {
    const report = await verify(honest(), { since: earlier(size) });
    expect({ size, faults: faults(report) }).toEqual({ size, faults: [] });
    expect(report.lines.some(({ text }) => text.includes('has grown from'))).toBe(true);
    if (size === 0) continue;
    const rewritten = await verify(honest(), { since: earlier(size, other) });
    expect(faults(rewritten)[0]).toContain('the log was rewritten');
  }
  const later = await verify(generatedBundle(log.slice(0, 100), { signer }), {
    since: earlier(101),
  });
  expect(faults(later)[0]).toContain('is later than this bundle');
  const outside = await verify(honest({ first: 70, filter: { after_seq: 69 } }), {
    since: earlier(68),
  });
  expect(faults(outside)[0]).toContain("lies outside the bundle's range");
  const before = await verify(honest({ first: 70, filter: { after_seq: 69 } }), {
    since: earlier(69),
  });
  expect(faults(before)).toEqual([]);
});

test.each(['foo', 'constructor', '__proto__'])(
  'a selection by %s, which nobody can make again, is refused',
  async (name) => {
    const files = generatedBundle(log, { signer });
    const filter = JSON.parse(`{"kind":"attempt","${name}":"x"}`);
    const changed = resigned(files, signer, { ...manifestOf(files), filter });
    const report = await verifyFiles(changed, { keys: [signer.verifierKey] });
    expect(faults(report)).toEqual([expect.stringContaining('is not one to apply again')]);
  },
);

test('a sample that was chosen by hand is refused', async () => {
  const sample = { size: 10, seed: 'given by the auditor' };
  const other = { size: 10, seed: 'chosen by the audited' };
  const files = honest({ sample: other });
  const report = await verify(resigned(files, signer, { ...manifestOf(files), sample }));
  expect(faults(report)[0]).toMatch(/belong/);
});

test('erased columns are stated, and which records they leave undecided', async () => {
  // Whatever the seed: some attempt has a customer.
  const { event } = log.find((salted) => salted.event.customerReference) ?? {};
  const [gone, customer] = [event?.seq ?? 0, event?.customerReference];
  const partly = log.map((salted) => (salted.event.seq === gone ? erase(salted) : salted));
  const all = generatedBundle(partly, { signer });
  expect(manifestOf(all).erased).toEqual({ rows: [String(gone)], undecidable: [] });
  expect(faults(await verify(all))).toEqual([]);
  const filtered = generatedBundle(partly, { signer, filter: { customer_reference: customer } });
  expect(manifestOf(filtered).erased).toEqual({ rows: [], undecidable: [String(gone)] });
  const report = await verify(filtered);
  expect(faults(report)).toEqual([]);
  expect(report.lines).toContainEqual({
    verdict: 'not proved',
    text: expect.stringContaining(`whether records ${gone} matched`),
  });
  // Erased without a word in the manifest: somebody hides a match.
  const silent = { ...manifestOf(filtered), erased: { rows: [], undecidable: [] } };
  expect(faults(await verify(resigned(filtered, signer, silent)))[0]).toContain('what is erased');
});

test('an empty log and an empty selection are bundles too', async () => {
  expect(faults(await verify(generatedBundle([], { signer })))).toEqual([]);
  expect(faults(await verify(honest({ filter: { customer_reference: 'nobody' } })))).toEqual([]);
});

function erase(salted: SaltedEvent): SaltedEvent {
  const { event, salts } = salted;
  const personal = ['customer_reference', 'ip', 'last4', 'metadata', 'user_agent'];
  const { columns } = JSON.parse(recordOf(salted));
  const erased = Object.fromEntries(
    Object.entries<string>(columns).filter(([name]) => personal.includes(name)),
  );
  const none = { customerReference: null, ip: null, last4: null, metadata: null, userAgent: null };
  return { event: { ...event, ...none }, salts: { ...salts, personal: null }, erased };
}
