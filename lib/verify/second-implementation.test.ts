import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { type Files, generatedBundle, manifestOf } from '@/lib/exports/testing/generated-bundle';
import { generatedLog, newSeed, TestSigner } from '@/lib/exports/testing/generated-log';
import { withLines } from './testing/verify-files';

// A slow machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const seed = newSeed();
console.log(`lib/verify/second-implementation.test.ts: seed ${seed}`);
const hasPython = spawnSync('python3', ['--version']).status === 0;
const folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-second-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runPython(files: Files): { status: number | null; output: string } {
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, name), content);
  const program = path.resolve('lib/verify/testing/second-implementation.py');
  const ran = spawnSync('python3', [program, folder], { encoding: 'utf8' });
  for (const name of Object.keys(files)) rmSync(path.join(folder, name));
  return { status: ran.status, output: ran.stdout + ran.stderr };
}

const log = generatedLog(130, seed);
const signer = new TestSigner();

test.skipIf(!hasPython).each([
  ['CSV', { format: 'csv' }],
  ['JSON Lines', { format: 'jsonl' }],
  ['a filtered range', { first: 38, filter: { after_seq: 37, currency: 'EUR' } }],
] as const)('written a second time, in Python, it comes to the same root: %s', (_, options) => {
  const files = generatedBundle(log, { signer, ...options });
  const { status, output } = runPython(files);
  const { as_of, rows } = manifestOf(files);
  expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(/^\{/) });
  expect(JSON.parse(output)).toEqual({ root: as_of.root, rows });
});

test.skipIf(!hasPython)('it refuses a record that was changed', () => {
  const files = generatedBundle(log, { signer });
  const changed = withLines(files, 'leaves.jsonl', (lines) =>
    lines.with(3, (lines[3] ?? '').replace('"recorded_at":"2026', '"recorded_at":"2027')),
  );
  expect(runPython(changed).status).not.toBe(0);
});
