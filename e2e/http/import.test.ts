import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Door, doors, newMerchant } from './doors';
import { attemptsOf, outcomesOf } from './remains';

const [, door] = doors as readonly [Door, Door];
const RECORDS = 2_500;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function importFile(content: string | Buffer, key: string) {
  const file = path.join(folder, 'history.jsonl');
  writeFileSync(file, content);
  const args = ['scripts/import.mjs', file, '--url', door.url, '--key', key, '--json'];
  const child = spawn(process.execPath, args, { stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      output[name] += chunk.toString();
    });
  }
  await once(child, 'close');
  const last = output.stdout.trimEnd().split('\n').at(-1) ?? '';
  const figures = last.startsWith('{') ? JSON.parse(last) : undefined;
  return { code: child.exitCode, figures, ...output };
}

function record(id: number): string {
  return JSON.stringify({
    id: `old-${id}`,
    occurred_at: new Date(Date.UTC(2025, 0, 1) + id * 1000).toISOString(),
    operation: 'charge',
    outcome: id % 2 === 0 ? 'executed' : 'replayed',
  });
}

test('history comes in once, however often it is imported', async () => {
  const { uuid, api } = await newMerchant(door, ['ingest']);
  const content = Array.from({ length: RECORDS }, (_, id) => record(id)).join('\n');
  const first = await importFile(content, String(api.secret));
  expect(first.figures, first.stderr).toEqual({
    lines: RECORDS,
    accepted: RECORDS,
    duplicates: 0,
    rejected: 0,
  });
  expect(first.code).toBe(0);
  const again = await importFile(`${content}\n${record(RECORDS)}`, String(api.secret));
  expect(again.figures).toMatchObject({ accepted: 1, duplicates: RECORDS, rejected: 0 });
  expect(again.code).toBe(0);
  expect(await outcomesOf(uuid)).toEqual({ executed: RECORDS / 2 + 1, replayed: RECORDS / 2 });
});

test('lines that do not fit are told by their numbers, and all others come in', async () => {
  const { uuid, api } = await newMerchant(door, ['ingest']);
  const lines: (string | Buffer)[] = [
    record(1),
    '',
    '{"id":"x"}',
    `${record(2)},${record(3)}`,
    record(4).replace('{', '{"id":"other",'),
    Buffer.concat([Buffer.from(record(5).slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])]),
    record(6).replace('}', ',"amount":9007199254740993}'),
    record(7).replace('}', `,"body":"${'x'.repeat(1_100_000)}"}`),
    'no JSON',
    record(8),
  ];
  const content = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\r\n')]));
  const { code, figures, stderr } = await importFile(content, String(api.secret));
  expect(code).toBe(1);
  expect(figures).toEqual({ lines: 9, accepted: 2, duplicates: 0, rejected: 7 });
  const told = [...stderr.matchAll(/history\.jsonl:(\d+): /g)].map(([, line]) => Number(line));
  expect(told.sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  expect((await attemptsOf(uuid)).map(({ record: { observation_id } }) => observation_id)).toEqual([
    'old-1',
    'old-8',
  ]);
});

test('a key that may not is told at once, and nothing else is tried', async () => {
  const { uuid, api } = await newMerchant(door, ['read']);
  const { code, stderr } = await importFile(record(1), String(api.secret));
  expect(code).toBe(1);
  expect(stderr).toMatch(/stopped at line 1: .* 403 .*"ingest"/);
  expect(await attemptsOf(uuid)).toEqual([]);
});
