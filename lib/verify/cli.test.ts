import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Files,
  generatedBundle,
  manifestOf,
  resigned,
} from '@/lib/exports/testing/generated-bundle';
import { generatedLog, newSeed, TestSigner } from '@/lib/exports/testing/generated-log';
import { zipArchive, zipBytes } from '@/lib/exports/zip-writer';
import { buildVerifier } from '@/scripts/build.mjs';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const seed = newSeed();
console.log(`lib/verify/cli.test.ts: seed ${seed}`);
const folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-verify-'));
const signer = new TestSigner();
const log = generatedLog(2_500, seed);
const files = generatedBundle(log, { signer, filter: { currency: 'EUR' } });

beforeAll(async () => {
  await buildVerifier();
  writeFileSync(path.join(folder, 'run.mjs'), PROGRAM);
  writeFileSync(path.join(folder, 'key.txt'), `${signer.verifierKey}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As scripts/verify.mjs runs it, which installs and builds first where that is needed. */
const PROGRAM = `
  const { main } = await import(${JSON.stringify(pathToFileURL('dist/verify.mjs').href)});
  process.exitCode = await main(process.argv.slice(2), ${JSON.stringify(folder)});
`;

function verify(...args: string[]) {
  const ran = spawnSync(process.execPath, [path.join(folder, 'run.mjs'), ...args], {
    encoding: 'utf8',
  });
  return { code: ran.status, output: ran.stdout + ran.stderr };
}

async function archive(content: Files): Promise<Buffer> {
  const entries = Object.entries(content).map(([name, bytes]) => ({
    name,
    bytes: bytes.length,
    async *read() {
      yield bytes;
    },
  }));
  const pieces: Uint8Array[] = [];
  for await (const piece of zipArchive(entries)) pieces.push(piece);
  const whole = Buffer.concat(pieces);
  expect(whole.length).toBe(zipBytes(entries));
  return whole;
}

/** As other programs pack: deflated, sizes before the content, no ZIP64. */
function repacked(content: Files): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(content)) {
    const packed = deflateRawSync(bytes);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    entry.write(name, 46);
    locals.push(local, packed);
    entries.push(entry);
    at += local.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

test('exit 0 for a folder, our archive and anybody’s, and a word on the signer without a key', async () => {
  mkdirSync(path.join(folder, 'bundle'));
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(path.join(folder, 'bundle', name), bytes);
  }
  writeFileSync(path.join(folder, 'ours.zip'), await archive(files));
  writeFileSync(path.join(folder, 'theirs.zip'), repacked(files));
  const earlier = manifestOf(generatedBundle(log.slice(0, 1234), { signer })).as_of.checkpoint;
  writeFileSync(path.join(folder, 'note'), earlier);
  writeFileSync(path.join(folder, 'answer.json'), JSON.stringify({ note: earlier, size: 1234 }));
  for (const [bundle, since] of [
    ['bundle', 'note'],
    ['ours.zip', 'answer.json'],
    ['theirs.zip', 'note'],
  ] as const) {
    const { code, output } = verify(bundle, '--key', 'key.txt', '--since', since);
    expect({ bundle, code, output }).toEqual({
      bundle,
      code: 0,
      output: expect.stringContaining('the log has grown from the earlier checkpoint'),
    });
    expect(output).not.toContain('The signer is not established');
  }
  const { code, output } = verify('ours.zip');
  expect(code).toBe(0);
  expect(output).toContain('The signer is not established');
});

test('exit 1, naming the row, for what does not hold; exit 2 for a call that is none', async () => {
  const data = String(files['data.csv']).replace(/executed,(\d+)/, 'replayed,$1');
  const changed = { ...files, 'data.csv': Buffer.from(data) };
  writeFileSync(path.join(folder, 'changed.zip'), await archive(changed));
  const { code, output } = verify('changed.zip', '--key', signer.verifierKey);
  expect(code).toBe(1);
  expect(output).toMatch(
    /WRONG +record \d+: its row in data\.csv is not what the log has \(outcome\)/,
  );
  expect(output).toContain('NOT VERIFIED');
  const whole = await archive(files);
  const damaged: [string, Buffer][] = [
    ['cut', whole.subarray(0, whole.length - 30)],
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('not an archive')],
    ['twice', await archive(files).then((one) => Buffer.concat([one, whole]).subarray(1))],
    ['strange', await archive(resigned(files, signer, { ...manifestOf(files), filter: { x: 1 } }))],
    ['extra', await archive({ ...files, 'more.csv': Buffer.from('x') })],
  ];
  for (const [name, bytes] of damaged) {
    writeFileSync(path.join(folder, `${name}.zip`), bytes);
    const ran = verify(`${name}.zip`, '--key', 'key.txt');
    expect({ name, ...ran }).toEqual({
      name,
      code: 1,
      output: expect.stringContaining('NOT VERIFIED'),
    });
  }
  expect(verify('absent.zip').code).toBe(1);
  expect(verify('ours.zip', '--key', new TestSigner().verifierKey).code).toBe(1);
  for (const args of [[], ['a', 'b'], ['ours.zip', '--wrong']]) {
    expect(verify(...args)).toEqual({ code: 2, output: expect.stringContaining('Usage:') });
  }
});
