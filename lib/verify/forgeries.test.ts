import { expect, test, vi } from 'vitest';
import {
  type Files,
  generatedBundle,
  manifestOf,
  resigned,
} from '@/lib/exports/testing/generated-bundle';
import {
  generatedLog,
  newSeed,
  type SaltedEvent,
  seededRandom,
  TestSigner,
} from '@/lib/exports/testing/generated-log';
import { verifyFiles, withLines } from './testing/verify-files';

// A slow machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const seed = newSeed();
console.log(`lib/verify/forgeries.test.ts: seed ${seed}`);
const log = suitableLog();
const signer = new TestSigner();

/** One of which every mutation below makes a statement that is not true. */
function suitableLog(): SaltedEvent[] {
  for (let next = seed; ; next += 1) {
    const made = generatedLog(20, next);
    const late = made.slice(7).map(({ event }) => event.currency);
    const euros = late.filter((currency) => currency === 'EUR').length;
    if (euros > 1 && late.includes('JPY')) return made;
  }
}

test('a thousand mutations, each signed anew with the true key: none is accepted', async () => {
  const random = seededRandom(seed + 2);
  const bundles = [
    generatedBundle(log, { signer, format: 'jsonl' }),
    generatedBundle(log, { signer, first: 8, filter: { after_seq: 7, currency: 'EUR' } }),
  ];
  const accepted: string[] = [];
  for (let time = 0; time < 1000; time += 1) {
    const files = bundles[time % 2] as Files;
    const { what, changed } = mutated(files, random);
    if ((await verifyFiles(changed, { keys: [signer.verifierKey] })).holds) accepted.push(what);
  }
  expect(accepted).toEqual([]);
});

/** One change of one part of a bundle, where each part is as likely. */
function mutated(files: Files, random: () => number): { what: string; changed: Files } {
  const below = (bound: number) => Math.floor(random() * bound);
  const manifest = manifestOf(files);
  const kind = below(6);
  if (kind === 0) {
    const text = mutatedText(manifest.as_of.checkpoint, below);
    const changed = { ...manifest, as_of: { ...manifest.as_of, checkpoint: text } };
    const header = withLines(files, 'proofs.jsonl', (lines) => {
      const first = JSON.parse(lines[0] ?? '');
      return lines.with(0, JSON.stringify({ ...first, checkpoint: text }));
    });
    return { what: `checkpoint ${text}`, changed: resigned(header, signer, changed) };
  }
  if (kind === 1) {
    const changed = { ...manifest, ...mutatedMember(manifest, below) };
    return { what: JSON.stringify(changed), changed: resigned(files, signer, changed) };
  }
  const name = ['leaves.jsonl', 'proofs.jsonl', `data.${manifest.data_format}`][kind % 3] ?? '';
  const changed = withLines(files, name, (lines) => {
    // The proof's own line more often than chance has it.
    const at = name === 'proofs.jsonl' && below(3) === 0 ? 0 : below(lines.length);
    return lines.with(at, mutatedText(lines[at] ?? '', below));
  });
  const what = `${name} ${String(changed[name])}`;
  return { what, changed: resigned(changed, signer, manifest) };
}

/** Another character of the same class in one place, so that the form mostly stays. */
function mutatedText(text: string, below: (bound: number) => number): string {
  for (;;) {
    const at = below(text.length);
    const old = text.charAt(at);
    const set = ['0123456789abcdef', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'ghijklmnopqrstuvwxyz'].find(
      (one) => one.includes(old),
    );
    const changed = set?.charAt(below(set.length)) ?? '';
    if (changed !== old) return text.slice(0, at) + changed + text.slice(at + 1);
  }
}

/** What a manifest says and the verifier holds against the log. */
function mutatedMember(manifest: ReturnType<typeof manifestOf>, below: (bound: number) => number) {
  const { rows, sums, as_of, sequence, filter } = manifest;
  const { first, last } = sequence ?? { first: 0, last: 0 };
  const more = 1 + below(3);
  const choices = [
    { rows: rows + more },
    { rows: Math.max(0, rows - more) },
    { sums: { ...sums, EUR: String(BigInt(sums.EUR ?? 0) + BigInt(more)) } },
    { sums: { ...sums, XXX: '1' } },
    { as_of: { ...as_of, size: as_of.size - more } },
    { as_of: { ...as_of, root: Buffer.alloc(32, below(256)).toString('hex') } },
    { sequence: { first: first + more, last } },
    { sequence: { first, last: last - more } },
    { sequence: { first, last: last + more } },
    { filter: { ...filter, currency: 'JPY' } },
    { filter: { ...filter, amount_min: 1_000_000 + more } },
    { filter: {} },
    { filter: { ...filter, kind: 'system' } },
    { merchant: `mer_${String(below(10)).repeat(32)}` },
    { sample: { size: 1, seed: 'x' } },
    { kind: 'access' },
    { kind: 'payments', sequence: null },
    { erased: { rows: ['1'], undecidable: [] } },
    { signing_key: new TestSigner().verifierKey },
  ];
  return choices[below(choices.length)];
}
