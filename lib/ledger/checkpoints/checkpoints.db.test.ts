import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import { nodeDigest } from '@/lib/verify/node-digest';
import { parseCheckpoint, parseNoteKey, signerOf } from '@/lib/verify/signed-note';
import { readCheckpoint } from '../audit/read-checkpoint';
import { readConsistency, readEventProof } from '../audit/read-proofs';
import { readPublicKeys } from '../audit/read-public-keys';
import { verifyConsistency, verifyInclusion } from '../proof';
import { auditStream } from '../testing/audit-stream';
import {
  type RunningTail,
  SECRET,
  startTail,
  waiting,
  writeAttempts,
} from '../testing/tail-harness';
import { SigningKeys } from './signing-keys';
import { WrongSecret } from './wrapped-key';

const PATIENT_MS = 30_000;

let database: TestDatabase;
let dataDir: string;
let tail: RunningTail;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'onceover-checkpoints-'));
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  tail = startTail(database.ownerUrl, [], dataDir);
});
afterEach(() => tail.stop());

async function write(merchantId: string, count: number): Promise<string[]> {
  const ids = await writeAttempts(database.pool, merchantId, count);
  await expect.poll(() => waiting(database), { timeout: PATIENT_MS }).toBe(0);
  return ids;
}

/** The verifier's own code, with the keys that the API lists. */
async function verified(merchantId: string, note: string) {
  const digest = nodeDigest;
  const { data } = await readPublicKeys(database.pool, merchantId);
  const keys = data.map((key) => parseNoteKey(digest, key.verifier_key));
  const checkpoint = parseCheckpoint(note, 'it');
  const signer = await signerOf(digest, checkpoint, keys, 'it');
  return { ...checkpoint, signer: Buffer.from(signer.publicKey).toString('base64') };
}

test('the end of a stream is signed when it is asked for, published, and verifies', async () => {
  const merchantId = uuidv7();
  await write(merchantId, 21);
  const first = await readCheckpoint(database.pool, merchantId);
  const second = await readCheckpoint(database.pool, merchantId);
  expect(second).toEqual(first);
  await write(merchantId, 12);
  const third = await readCheckpoint(database.pool, merchantId);
  expect([first.size, third.size]).toEqual([21, 33]);
  const name = publicId('mer', merchantId);
  for (const { note, size, root } of [first, third]) {
    const checkpoint = await verified(merchantId, note);
    expect(checkpoint).toMatchObject({ origin: `onceover/${name}`, size });
    expect(Buffer.from(checkpoint.root).toString('hex')).toBe(root);
  }
  const file = path.join(dataDir, `checkpoints/${name}.jsonl`);
  const published = () => readFileSync(file, 'utf8').trimEnd().split('\n');
  await expect.poll(() => published().length, { timeout: PATIENT_MS }).toBe(2);
  expect(published().map((line) => JSON.parse(line).note)).toEqual([first.note, third.note]);
});

test('a stream that grows has a checkpoint every 10 s, not more', async () => {
  const merchantId = uuidv7();
  const checkpoints = async () => {
    const { rows } = await database.pool.query<{ size: string; at: Date }>(
      'SELECT size, created_at AS at FROM checkpoints WHERE merchant_id = $1 ORDER BY size',
      [merchantId],
    );
    return rows;
  };
  const endMs = performance.now() + PATIENT_MS;
  while ((await checkpoints()).length < 2 && performance.now() < endMs) await write(merchantId, 3);
  const [first, second] = await checkpoints();
  if (!first || !second) throw new Error('there are no two checkpoints');
  expect(second.at.getTime() - first.at.getTime()).toBeGreaterThanOrEqual(10_000);
}, 60_000);

test('proofs from the store hold against the leaves, at many sizes', async () => {
  const merchantId = uuidv7();
  const ids = await write(merchantId, 100);
  const events = await auditStream(database.pool, merchantId);
  const { size, root } = await readCheckpoint(database.pool, merchantId);
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  for (const index of [0, 1, 15, 16, 17, 63, 64, 96, 98, 99]) {
    const id = publicId('evt', events[index]?.event.eventId ?? '');
    const proof = await readEventProof(database.pool, merchantId, id);
    expect(proof).toMatchObject({ leaf_index: index, size, leaf_hash: events[index]?.leafHash });
    const path = proof.path.map(bytes);
    expect(verifyInclusion(bytes(proof.leaf_hash), index, size, path, bytes(root))).toBe(true);
  }
  for (const [from, to] of [
    [1, 100],
    [16, 33],
    [31, 32],
    [64, 100],
    [99, 100],
    [100, 100],
  ] as const) {
    const proof = await readConsistency(database.pool, merchantId, { from, to });
    const old = { size: from, root: bytes(proof.from_root) };
    const now = { size: to, root: bytes(proof.to_root) };
    expect(verifyConsistency(old, now, proof.path.map(bytes))).toBe(true);
    if (to === size) expect(proof.to_root).toBe(root);
  }
  await expect(
    readConsistency(database.pool, merchantId, { from: 1, to: 101 }),
  ).rejects.toMatchObject({ slug: 'invalid-request' });
  const other = readEventProof(database.pool, uuidv7(), publicId('evt', ids[0] ?? ''));
  await expect(other).rejects.toMatchObject({ slug: 'not-found' });
});

test('keys rotate: two later keys sign, and all three generations verify', async () => {
  const merchantId = uuidv7();
  const keys = () => new SigningKeys(database.pool, SECRET);
  await expect(keys().current()).rejects.toThrow('permission denied');
  const notes: string[] = [];
  for (let generation = 1; generation <= 3; generation += 1) {
    await write(merchantId, 2);
    notes.push((await readCheckpoint(database.pool, merchantId)).note);
    if (generation === 3) break;
    await asTail((rotating) =>
      rotating.rotate({ actor: 'ada', actorRole: 'admin', reason: `rotation ${generation}` }),
    );
  }
  const signers = await Promise.all(
    notes.map(async (note) => (await verified(merchantId, note)).signer),
  );
  expect(new Set(signers).size).toBe(3);
  const { data } = await readPublicKeys(database.pool, merchantId);
  expect(data.map((key) => key.public_key)).toEqual([...signers].reverse());
  expect(data.map((key) => key.retired_at === null)).toEqual([true, false, false]);
  await expect.poll(() => waiting(database), { timeout: PATIENT_MS }).toBe(0);
  const { rows } = await database.pool.query<{ reason: string }>(
    "SELECT reason FROM events WHERE action = 'audit.signing_key.rotated' ORDER BY seq",
  );
  expect(rows.map(({ reason }) => reason)).toEqual(['rotation 1', 'rotation 2']);
});

test('of several who make a key at once one key is in force; another secret opens none', async () => {
  await Promise.all(
    [1, 2, 3, 4].map((each) =>
      asTail((keys) => keys.rotate({ actor: 'ada', actorRole: 'admin', reason: `race ${each}` })),
    ),
  );
  const { data } = await readPublicKeys(database.pool, uuidv7());
  expect(data.filter((key) => key.retired_at === null)).toHaveLength(1);
  await expect(asTail((keys) => keys.current(), 'x'.repeat(40))).rejects.toThrow(WrongSecret);
});

describe('a checkpoint that was changed is refused', () => {
  test('1,000 times: any bit, a line more or less, another size, root or origin', async () => {
    const merchantId = uuidv7();
    await write(merchantId, 7);
    const { note } = await readCheckpoint(database.pool, merchantId);
    await verified(merchantId, note);
    const digest = nodeDigest;
    const { data } = await readPublicKeys(database.pool, merchantId);
    const keys = data.map((key) => parseNoteKey(digest, key.verifier_key));
    const accepts = async (changed: string) => {
      try {
        await signerOf(digest, parseCheckpoint(changed, 'it'), keys, 'it');
        return true;
      } catch {
        return false;
      }
    };
    const bytes = Buffer.from(note);
    let accepted = 0;
    for (let round = 0; round < 1000; round += 1) {
      const changed = Buffer.from(bytes);
      // Prime, so that every byte has its turn, and another bit each time around.
      const at = (round * 7919) % bytes.length;
      changed.writeUInt8((changed[at] ?? 0) ^ (1 << (round % 7)), at);
      if (await accepts(changed.toString())) accepted += 1;
    }
    expect(accepted).toBe(0);
    const [origin, size, root, ...rest] = note.split('\n');
    for (const forged of [
      [origin, '8', root, ...rest],
      [origin, `0${size}`, root, ...rest],
      [`${origin}0`, size, root, ...rest],
      [origin, size, Buffer.alloc(32).toString('base64'), ...rest],
      [origin, size, root, 'more', ...rest],
      [size, origin, root, ...rest],
    ]) {
      expect(await accepts(forged.join('\n'))).toBe(false);
    }
  });
});

/** As the tail's role does it: on the owner's connection. */
async function asTail<Result>(
  work: (keys: SigningKeys) => Promise<Result>,
  secret = SECRET,
): Promise<Result> {
  const { openTailPool } = await import('../tail/open-pool');
  const pool = openTailPool(database.ownerUrl, 'onceover_tail', () => undefined);
  try {
    return await work(new SigningKeys(pool, secret));
  } finally {
    await pool.end();
  }
}
