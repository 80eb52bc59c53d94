import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLines } from './read-lines.mjs';

const MAX = 100_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(content: string | Buffer): Promise<[number, string | undefined][]> {
  const file = path.join(folder, 'file.jsonl');
  writeFileSync(file, content);
  const lines: [number, string | undefined][] = [];
  for await (const { number, bytes } of readLines(file, MAX)) {
    lines.push([number, bytes?.toString()]);
  }
  return lines;
}

test('lines keep their numbers over empty ones, whatever ends them', async () => {
  expect(await linesOf('\uFEFFa\r\n\n \t\r\n b \nc')).toEqual([
    [1, 'a'],
    [4, 'b'],
    [5, 'c'],
  ]);
  expect(await linesOf('')).toEqual([]);
  expect(await linesOf('a\n')).toEqual([[1, 'a']]);
});

test('a line across many pieces of the file is whole, one that is too long is passed over', async () => {
  const long = 'é'.repeat(MAX / 2);
  const tooLong = 'x'.repeat(10 * MAX);
  expect(await linesOf(`${long}\n${tooLong}\nlast\n${tooLong}`)).toEqual([
    [1, long],
    [2, undefined],
    [3, 'last'],
    [4, undefined],
  ]);
});
