import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ensureDataFolder } from './data-folder';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'onceover-folder-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test('the data folder and those above it are made, for nobody else, once', () => {
  const folder = path.join(scratch, 'a b', 'ä', 'data');
  ensureDataFolder(folder);
  ensureDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('where none can be made, one line says what to do', () => {
  const file = path.join(scratch, 'file');
  writeFileSync(file, '');
  const impossible = [file, path.join(file, 'below')];
  // There is a folder, and nothing can be made in it: not even an endless attempt helps.
  if (process.platform === 'linux') impossible.push('/proc/onceover/data');
  for (const folder of impossible) {
    expect(() => ensureDataFolder(folder)).toThrow(`cannot make the data folder ${folder} (`);
  }
});
