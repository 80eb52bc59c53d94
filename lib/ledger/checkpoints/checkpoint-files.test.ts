import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CheckpointFiles } from './checkpoint-files';

const merchantId = '01900000-0000-7000-8000-000000000001';
let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'onceover-files-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const fileName = () => path.join(dataDir, 'checkpoints/mer_01900000000070008000000000000001.jsonl');
const lines = () => readFileSync(fileName(), 'utf8').split('\n');
const checkpoint = (size: number) => ({
  merchantId,
  size,
  createdAt: '2026-11-30T01:00:00.000000Z',
  note: `onceover/x\n${size}\nroot\n\n— onceover/x signature\n`,
});
const line = (size: number) => {
  const { createdAt, note } = checkpoint(size);
  return JSON.stringify({ size, created_at: createdAt, note });
};

test('each checkpoint is a line of its own; the same one again changes nothing', async () => {
  const files = new CheckpointFiles(dataDir);
  await files.publish(checkpoint(1));
  await files.publish(checkpoint(1));
  await files.publish(checkpoint(2));
  await files.publish(checkpoint(2));
  expect(lines()).toEqual([line(1), line(2), '']);
  expect(statSync(fileName()).mode & 0o777).toBe(0o600);
});

test.each([1, 5, 5000])('what a crash left half written (%i bytes) goes', async (bytes) => {
  const files = new CheckpointFiles(dataDir);
  const before = lines().slice(0, -1);
  appendFileSync(fileName(), line(bytes).padEnd(bytes, 'x').slice(0, bytes));
  await files.publish(checkpoint(bytes));
  expect(lines()).toEqual([...before, line(bytes), '']);
});
