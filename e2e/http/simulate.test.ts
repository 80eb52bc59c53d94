import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { doors, newMerchant } from './doors';
import { startInstance } from './own-instance';
import { attemptsOf } from './remains';

const REQUESTS = 2_500;
const SCOPES = ['ingest', 'read', 'export', 'admin', 'operator'];

/** Outcome of an answered write under the merchant's own API key, by its problem or its replay. */
const OUTCOMES: Readonly<Record<string, string>> = {
  'idempotency-key-missing': 'key_missing',
  'idempotency-key-invalid': 'key_invalid',
  'idempotency-key-reused': 'payload_conflict',
  'invalid-json': 'invalid_json',
  'unsupported-media-type': 'unsupported_media_type',
  'invalid-request': 'invalid_request',
  'payload-too-large': 'too_large',
  'request-in-progress': 'in_progress_conflict',
};

interface TruthLine {
  readonly scenario: string;
  /** Of a merchant that the simulation made for itself. */
  readonly merchant_id?: string;
  readonly method: string;
  readonly path: string;
  readonly got?: { readonly status: number; readonly slug?: string; readonly replayed: boolean };
  readonly summary?: unknown;
}

async function simulate(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/simulate.mjs', ...args], { stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, output };
}

function outcomeOf({ got }: TruthLine): string {
  const refused = got?.slug && OUTCOMES[got.slug];
  if (refused) return refused;
  return got?.replayed ? 'replayed' : 'executed';
}

function count(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

test('simulated traffic of every scenario leaves exactly its payments, and every attempt an event', async () => {
  const [, doorTwo] = doors;
  if (!doorTwo) throw new Error('there is no door two');
  const instance = await startInstance(doorTwo, {});
  const folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-simulate-'));
  const truth = path.join(folder, 'truth.jsonl');
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { api, uuid } = await newMerchant(instance, SCOPES);
  try {
    const base = ['--url', instance.url, '--key', api.secret ?? '', '--truth', truth];
    const limits = ['--rate', '0', '--requests', String(REQUESTS), '--seed', String(seed)];
    const { code, output } = await simulate([...base, ...limits, '--json']);
    expect(code, output).toBe(0);
    expect(output).toContain('exactly those payments');
  } finally {
    // What floods are counted in is written at the latest when the instance drains.
    await instance.end();
  }
  const lines: TruthLine[] = readFileSync(truth, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  rmSync(folder, { recursive: true });
  const answered: Record<string, number> = {};
  const writes = lines.filter(
    ({ method, got, scenario, merchant_id: other, summary }) =>
      !summary && !other && method === 'POST' && got && scenario !== 'keyed-batches',
  );
  for (const line of writes) {
    if (line.got && ![401, 404, 405].includes(line.got.status)) count(answered, outcomeOf(line));
  }
  const logged: Record<string, number> = {};
  for (const { outcome, record } of await attemptsOf(uuid)) {
    count(logged, outcome, typeof record.count === 'number' ? record.count : 1);
  }
  // Records of keyed batches have events of their own, and so have attempts nobody was told of.
  const atLeast = ['executed', 'replayed', 'payload_conflict', 'invalid_request'];
  for (const [outcome, attempts] of Object.entries(answered)) {
    const events = logged[outcome] ?? 0;
    if (atLeast.includes(outcome)) expect(events).toBeGreaterThanOrEqual(attempts);
    else expect(events, `${outcome}, seed ${seed}`).toBe(attempts);
  }
  expect(Object.keys(answered)).toEqual(expect.arrayContaining(atLeast));
}, 120_000);
