import { expect, test } from 'vitest';
import { generatedLog, naiveRoot, recordOf, TestSigner } from '@/lib/exports/testing/generated-log';
import { publicId } from '@/lib/http/uuid';
import { leafHash, openings } from '@/lib/ledger/leaf';
import { inclusionProof } from '@/lib/ledger/proof';
import { Fault } from './digest';
import { type EventProof, type SeenEvent, verifyEvent } from './event-proof';
import { nodeDigest } from './node-digest';
import { browserDigest } from './page/browser-digest';

const signer = new TestSigner();
const log = generatedLog(100, 7);
const leaves = log.map((event) => Buffer.from(leafHash(recordOf(event)), 'hex'));

async function proved(seq: number, size: number): Promise<[EventProof, SeenEvent]> {
  const salted = log[seq - 1];
  if (!salted) throw new Error('there is no such event');
  const nodes = async (places: readonly { level: number; index: number }[]) =>
    places.map(({ level, index }) =>
      naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    );
  const { event, salts } = salted;
  const path = await inclusionProof(nodes, seq - 1, size);
  const columns = openings(event, salts);
  return [
    {
      checkpoint: signer.checkpoint(signer.name, size, naiveRoot(leaves.slice(0, size))),
      size,
      leaf_index: seq - 1,
      record: recordOf(salted),
      leaf_hash: leafHash(recordOf(salted)),
      path: path.map((hash) => hash.toString('hex')),
      columns,
    },
    {
      id: publicId('evt', event.eventId),
      seq,
      columns: { outcome: event.outcome, amount: event.amount, provider_reference: null },
    },
  ];
}

test.each([
  ['node', nodeDigest],
  ['a browser', browserDigest],
])('every event of logs of many sizes is proved, with what %s has', async (_name, digest) => {
  for (const size of [1, 2, 3, 7, 8, 21, 64, 100]) {
    for (const seq of new Set([1, 2, Math.ceil(size / 2), size - 1, size])) {
      if (seq < 1 || seq > size) continue;
      const verdict = await verifyEvent(digest, ...args(await proved(seq, size)));
      expect(verdict).toMatchObject({
        size,
        closed: [],
        root: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(verdict.opened).toContain('outcome');
    }
  }
});

function args([proof, seen]: [EventProof, SeenEvent]): [EventProof, string[], SeenEvent] {
  return [proof, [new TestSigner().verifierKey, signer.verifierKey], seen];
}

test('a column that is not opened is closed, not wrong', async () => {
  const [proof, seen] = await proved(5, 21);
  const { outcome: _outcome, ...columns } = proof.columns;
  const verdict = await verifyEvent(
    nodeDigest,
    ...args([
      { ...proof, columns },
      { ...seen, columns: { outcome: 'whatever' } },
    ]),
  );
  expect(verdict.closed).toEqual(['outcome']);
});

type Forgery = (
  proof: EventProof,
  seen: SeenEvent,
) => [EventProof, SeenEvent] | Promise<[EventProof, SeenEvent]>;
const flip = (hex = '') => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);

test.each<[name: string, forge: Forgery, message: string]>([
  [
    'what is seen',
    (proof, seen) => [proof, { ...seen, columns: { outcome: 'other' } }],
    'outcome is shown as "other"',
  ],
  [
    'what is seen where the log has nothing',
    (proof, seen) => [proof, { ...seen, columns: { provider_reference: 'x' } }],
    'provider_reference is shown as "x"',
  ],
  [
    'an opened value',
    (proof, seen) => [
      {
        ...proof,
        columns: {
          ...proof.columns,
          outcome: { salt: proof.columns.outcome?.salt ?? '', value: 'x' },
        },
      },
      { ...seen, columns: { outcome: 'x' } },
    ],
    'outcome is not what the log has',
  ],
  [
    'a hash of the path',
    (proof, seen) => [{ ...proof, path: [flip(proof.path[0]), ...proof.path.slice(1)] }, seen],
    'does not lead to the signed root',
  ],
  ['a path too short', (proof, seen) => [{ ...proof, path: proof.path.slice(1) }, seen], 'shorter'],
  [
    'a path too long',
    (proof, seen) => [{ ...proof, path: [...proof.path, 'ab'.repeat(32)] }, seen],
    'longer',
  ],
  ['a path that is none', (proof, seen) => [{ ...proof, path: ['x'] }, seen], 'no SHA-256'],
  [
    'the record',
    (proof, seen) => [{ ...proof, record: proof.record.replace('"v":1', '"v":2') }, seen],
    'form of one',
  ],
  [
    "the record's time",
    (proof, seen) => [
      { ...proof, record: proof.record.replace(/"recorded_at":"2026/, '"recorded_at":"2025') },
      seen,
    ],
    'does not lead to the signed root',
  ],
  [
    'the root',
    (proof, seen) => [{ ...proof, checkpoint: proof.checkpoint.replace('\n21\n', '\n22\n') }, seen],
    'not valid',
  ],
  [
    'the signer',
    (proof, seen) => [
      {
        ...proof,
        checkpoint: new TestSigner().checkpoint(signer.name, 21, naiveRoot(leaves.slice(0, 21))),
      },
      seen,
    ],
    'is not signed by',
  ],
  ['the event', async (_, seen) => [(await proved(6, 21))[0], seen], 'the record is of evt_'],
])('forged: %s', async (_name, forge, message) => {
  const forged = await forge(...(await proved(5, 21)));
  const verdict = verifyEvent(nodeDigest, ...args(forged));
  await expect(verdict).rejects.toThrow(message);
  await expect(verdict).rejects.toBeInstanceOf(Fault);
});
