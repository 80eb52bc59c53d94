import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filePieces } from '../file-pieces';
import { FileWriter } from './file-writer';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'onceover-file-writer-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Around what fits into the memory that gathers them, of one to four bytes a character. */
const LINES = ['a', 'ü', '€', '😀'].flatMap((character) =>
  [0, 1, 3, 1_000, 29_127, 87_380, 87_382, 131_072, 262_144, 262_145, 700_001].map(
    (length) => `${character.repeat(length)}\n`,
  ),
);

test('lines and bytes are in the file in their order, whatever their length', async () => {
  const file = path.join(folder, 'lines');
  const writer = await FileWriter.open(file, 'test');
  const shortLast = [...LINES].reverse();
  await writer.writeLines(shortLast);
  await writer.write(Buffer.from('bytes'));
  await writer.writeLines(LINES);
  const written = await writer.finish();
  const expected = Buffer.from(`${shortLast.join('')}bytes${LINES.join('')}`);
  const sha256 = createHash('sha256').update(expected).digest('hex');
  expect(written).toEqual({ bytes: expected.length, sha256 });
  expect((await readFile(file)).equals(expected)).toBe(true);
  const pieces: Buffer[] = [];
  for await (const piece of filePieces(file)) pieces.push(Buffer.from(piece));
  expect(Buffer.concat(pieces).equals(expected)).toBe(true);
  expect(await readdir(folder)).toEqual(['lines']);
});
