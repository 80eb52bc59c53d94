import { expect, test } from 'vitest';
import {
  generatedLog,
  leafOf,
  MERCHANT_ID,
  naiveRoot,
  recordOf,
  TestSigner,
} from '@/lib/exports/testing/generated-log';
import { publicId } from '@/lib/http/uuid';
import { consistencyProof, type NodeSource, perfectSubtrees, rangeProof } from '@/lib/ledger/proof';
import { nodeDigest } from './node-digest';
import { noteIn } from './note-text';
import { type LogSource, type LogVerification, verifyLog } from './verify-log';

const SIZE = 2345;
const MERCHANT = publicId('mer', MERCHANT_ID);
const ORIGIN = `onceover/${MERCHANT}`;
const log = generatedLog(SIZE, 7);
const leaves = log.map(leafOf);
const records = log.map(recordOf);
const signer = new TestSigner();
const root = (size: number) => naiveRoot(leaves.slice(0, size));
const noteOf = (size: number, hash = root(size), by = signer) => by.checkpoint(ORIGIN, size, hash);
const checkpoint = noteOf(SIZE);
const keyOf = (by: TestSigner) => by.publicKey.toString('base64');

const nodes: NodeSource = async (places) =>
  places.map(({ level, index }) =>
    naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
  );
const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

/** A server that says what is stored; `stored` may have been changed behind the log's back. */
function serverWith(stored: readonly string[]): LogSource & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    consistency: async (from, to) => hex(await consistencyProof(nodes, from, to)),
    async records(first, last, size) {
      asked.push(last - first + 1);
      const proof = await rangeProof(nodes, first - 1, last - 1, size);
      const before = perfectSubtrees(0, first - 1).length;
      const wanted = stored.filter((record) => {
        const seq = seqOf(record);
        return seq >= first && seq <= last;
      });
      return {
        records: wanted,
        left: hex(proof.slice(0, before)),
        right: hex(proof.slice(before)),
      };
    },
  };
}

function seqOf(record: string): number {
  return Number(/"seq":(\d+),"v":1\}$/.exec(record)?.[1]);
}

async function check(over: Partial<LogVerification> = {}) {
  const report = await verifyLog({
    digest: nodeDigest,
    source: serverWith(records),
    merchant: MERCHANT,
    checkpoint,
    keys: [keyOf(signer)],
    ownKeys: false,
    earlier: undefined,
    range: undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...over,
  });
  const texts = (verdict: string) =>
    report.lines.filter((line) => line.verdict === verdict).map(({ text }) => text);
  return {
    holds: report.holds,
    proved: texts('proved'),
    wrong: texts('wrong'),
    open: texts('not proved'),
  };
}

test('an honest log holds, from any earlier checkpoint on, and says what is not proved', async () => {
  for (const size of [1, 2, 3, 1024, 1999, SIZE]) {
    const { holds, proved, wrong, open } = await check({
      earlier: noteOf(size),
      range: { first: 1, last: SIZE },
    });
    expect({ size, wrong }).toEqual({ size, wrong: [] });
    expect(holds).toBe(true);
    expect(proved).toEqual([
      expect.stringContaining('signed by the key with the fingerprint'),
      expect.stringContaining('has only grown since the earlier checkpoint'),
      expect.stringContaining('records 1 to 2,345'),
    ]);
    expect(open.some((text) => text.startsWith('whose key that is'))).toBe(true);
  }
  const without = await check({ ownKeys: true, range: { first: 17, last: 90 } });
  expect(without.open).toEqual([
    expect.stringContaining('still what it was before'),
    expect.stringContaining('anything of records 1 to 16'),
    expect.stringContaining('anything of records 91 to 2,345'),
    expect.stringContaining('whatever happened was recorded'),
    expect.stringContaining('everybody was shown the same'),
  ]);
});

test.each([
  [1, { first: 1, last: SIZE }],
  [16, { first: 1, last: SIZE }],
  [17, { first: 5, last: 400 }],
  [992, { first: 1, last: SIZE }],
  [993, { first: 1, last: SIZE }],
  [1700, { first: 990, last: 2001 }],
  [SIZE, { first: 1, last: SIZE }],
])('a change of stored record %d is found, and its place named', async (seq, range) => {
  const changed = records.map((record) =>
    seqOf(record) === seq ? record.replace('"recorded_at":"2026', '"recorded_at":"2025') : record,
  );
  const source = serverWith(changed);
  const { holds, wrong } = await check({ source, range });
  expect(holds).toBe(false);
  const [, first, last = first] =
    /records? (\d+)(?: to (\d+))? is not what/.exec(wrong[0] ?? '') ?? [];
  expect(Number(first)).toBeLessThanOrEqual(seq);
  expect(Number(last)).toBeGreaterThanOrEqual(seq);
  expect(Number(last) - Number(first)).toBeLessThan(16);
  expect(source.asked.length).toBeLessThan(16);
});

test('a record that was taken out, put in twice or exchanged is found', async () => {
  const range = { first: 1, last: SIZE };
  const out = await check({
    source: serverWith(records.filter((each) => seqOf(each) !== 1200)),
    range,
  });
  expect(out.wrong).toEqual(['record 1200 is missing from the log']);
  const cut = await check({ source: serverWith(records.slice(0, -1)), range });
  expect(cut.wrong).toEqual(['record 2345 is missing from the log']);
  const foreign = records.map((each) =>
    seqOf(each) === 30 ? each.replace('"merchant":"mer_019a', '"merchant":"mer_ffff') : each,
  );
  const other = await check({ source: serverWith(foreign), range });
  expect(other.wrong).toEqual(["record 30 is of another merchant's log"]);
});

test('a log that was rewritten or cut since the earlier checkpoint does not hold', async () => {
  const rewritten = await check({ earlier: noteOf(1999, Buffer.alloc(32, 7)) });
  expect(rewritten.wrong).toEqual([expect.stringContaining('the log was rewritten')]);
  const forked = await check({
    checkpoint: noteOf(SIZE, Buffer.alloc(32, 7)),
    earlier: noteOf(1999),
  });
  expect(forked.wrong).toEqual([expect.stringContaining('the log was rewritten')]);
  const cut = await check({ checkpoint: noteOf(1000), earlier: noteOf(1001) });
  expect(cut.wrong).toEqual([expect.stringContaining('the log was cut')]);
  const same = await check({ earlier: noteOf(SIZE, Buffer.alloc(32, 7)) });
  expect(same.wrong).toEqual([expect.stringContaining('the log was rewritten')]);
});

test('a checkpoint that was tampered with, of another key or another log does not hold', async () => {
  const tampered = [
    checkpoint.replace('\n2345\n', '\n2344\n'),
    checkpoint.replace(/\n([A-Za-z0-9+/]{10})/, '\nAAAAAAAAAA'),
    noteOf(SIZE, root(SIZE), new TestSigner()),
    signer.checkpoint('onceover/mer_00000000000000000000000000000000', SIZE, root(SIZE)),
    '',
    'not a note',
  ];
  for (const note of tampered) {
    const { holds, proved } = await check({ checkpoint: note, range: { first: 1, last: 5 } });
    expect({ note, holds, records: proved.filter((text) => text.startsWith('records')) }).toEqual({
      note,
      holds: false,
      records: [],
    });
    expect((await check({ earlier: note || 'x' })).holds).toBe(false);
  }
});

test('proofs that are too short, too long or no hashes prove nothing', async () => {
  const honest = serverWith(records);
  const range = { first: 17, last: 90 };
  const paths: ((path: readonly string[]) => string[])[] = [
    (path) => path.slice(1),
    (path) => [...path, 'a'.repeat(64)],
    (path) => [...path.slice(0, -1), 'zz'],
    (path) => path.map((hash) => hash + hash),
  ];
  for (const forge of paths) {
    const records = async (first: number, last: number, size: number) => {
      const answer = await honest.records(first, last, size);
      return { ...answer, left: forge(answer.left) };
    };
    expect((await check({ source: { ...honest, records }, range })).holds).toBe(false);
    const consistency = async (from: number, to: number) =>
      forge(await honest.consistency(from, to));
    expect((await check({ source: { ...honest, consistency }, earlier: noteOf(1999) })).holds).toBe(
      false,
    );
  }
});

test('progress rises to all of it, and stopping stops it', async () => {
  const seen: number[] = [];
  const range = { first: 100, last: SIZE };
  await check({ range, onProgress: (done) => seen.push(done) });
  expect(seen).toEqual([893, 1885, SIZE - 99]);
  const stop = new AbortController();
  const stopped = check({ range, signal: stop.signal, onProgress: () => stop.abort() });
  await expect(stopped).rejects.toThrow();
});

test.each([
  ['the note', checkpoint],
  ['pasted with other line ends', `  ${checkpoint.replaceAll('\n', '\r\n')}\r\n`],
  ['the answer of the API', JSON.stringify({ note: checkpoint, size: SIZE })],
  [
    'a file of checkpoints',
    `${JSON.stringify({ note: 'older' })}\n${JSON.stringify({ note: checkpoint })}\n`,
  ],
  ['an event proof', JSON.stringify({ checkpoint })],
])('a checkpoint is read from %s', (_, text) => {
  expect(noteIn(text)).toBe(checkpoint);
});
