import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyConsistency, verifyInclusion } from '@/lib/ledger/proof';
import { expectProblem, payment } from './api';
import { doors, newApiKey, newMerchant, through } from './doors';
import { attemptsOf } from './remains';

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const bytes = (hex: unknown) => Buffer.from(String(hex), 'hex');
const hashes = (list: unknown) => (list as string[]).map(bytes);

/** Verifies a note as C2SP signed-note says, and returns its size and root. */
function opened(note: string, publicKey: string) {
  const [text = '', signatures = ''] = note.split(/(?<=\n)\n/);
  const signature = Buffer.from(signatures.split(' ')[2] ?? '', 'base64').subarray(4);
  const key = createPublicKey({
    key: Buffer.concat([SPKI, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
  expect(verify(null, Buffer.from(text), key, signature)).toBe(true);
  const [origin, size, root] = text.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root ?? '', 'base64') };
}

describe.each(doors)('$name: the log', (door) => {
  test('is signed on demand, grows only, and proves each of its events', async () => {
    const { id, api, uuid } = await newMerchant(door);
    const paid = await api.pay(payment({ customer_reference: 'cus_proof' }));
    await expect.poll(async () => (await attemptsOf(uuid)).length, { timeout: 60_000 }).toBe(1);
    const checkpoint = () => api.get('/audit/checkpoint');
    // The log is a moment behind.
    await expect.poll(async () => (await checkpoint()).status, { timeout: 60_000 }).toBe(200);
    const first = (await checkpoint()).json;
    const keys = await api.get('/audit/public-keys');
    const publicKey = String(keys.json.data[0]?.public_key);
    for (let count = 0; count < 5; count += 1) await api.pay();
    const eventId = `evt_${paid.requestId.slice(4)}`;
    await expect
      .poll(async () => (await checkpoint()).json.size, { timeout: 60_000 })
      .toBeGreaterThan(Number(first.size) + 4);
    const last = (await checkpoint()).json;
    const [old, now] = [
      opened(String(first.note), publicKey),
      opened(String(last.note), publicKey),
    ];
    expect(old.origin).toBe(`onceover/${id}`);
    expect([old.size, now.size]).toEqual([first.size, last.size]);

    const grown = await api.get(`/audit/consistency?from=${old.size}&to=${now.size}`);
    expect(verifyConsistency(old, now, hashes(grown.json.path))).toBe(true);

    const { json: proof } = await api.get(`/audit/events/${eventId}/proof`);
    const head = opened(String(proof.checkpoint), publicKey);
    const leaf = createHash('sha256').update(`\0${proof.record}`).digest();
    expect(leaf).toEqual(bytes(proof.leaf_hash));
    const index = Number(proof.leaf_index);
    expect(verifyInclusion(leaf, index, head.size, hashes(proof.path), head.root)).toBe(true);
    const { columns } = JSON.parse(String(proof.record));
    const opening = (proof.columns as Record<string, { salt: string; value: unknown }>)
      .customer_reference;
    expect(opening?.value).toBe('cus_proof');
    expect(columns.customer_reference).toBe(
      createHash('sha256')
        .update(`${opening?.salt}:customer_reference:"cus_proof"`)
        .digest('base64url'),
    );
  });

  test('tells nothing of another merchant, and refuses what it cannot prove', async () => {
    const { id, api } = await newMerchant(door);
    const { api: other } = await newMerchant(door);
    const paid = await api.pay();
    const path = `/audit/events/evt_${paid.requestId.slice(4)}/proof`;
    await expect.poll(async () => (await api.get(path)).status, { timeout: 60_000 }).toBe(200);
    expectProblem(await other.get(path), 'not-found');
    expectProblem(await api.get('/audit/consistency?from=1&to=999'), 'invalid-request', ['/to']);
    expectProblem(await api.get('/audit/consistency?from=2&to=1'), 'invalid-request', ['/from']);
    expectProblem(await api.get('/audit/consistency?from=-1&to=x'), 'invalid-request', [
      '/from',
      '/to',
    ]);
    const writer = through(door, await newApiKey(door, id, ['ingest']));
    expectProblem(await writer.get('/audit/checkpoint'), 'forbidden');
    const exporter = through(door, await newApiKey(door, id, ['export']));
    expect((await exporter.get('/audit/checkpoint')).status).toBe(200);
    expectProblem(await exporter.get(path), 'forbidden');
  });
});
