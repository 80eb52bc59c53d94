import { expect, test } from 'vitest';
import {
  generatedLog,
  newSeed,
  recordOf,
  type SaltedEvent,
  seededRandom,
} from '@/lib/exports/testing/generated-log';
import { nodeDigest } from './node-digest';
import { RecordChecker, type RecordChunk, type RecordRules } from './record-chunk';
import { chunkOf, heldBy, lineOf, outcome, quickOf, rulesOf } from './testing/record-chunks';

const seed = newSeed();
console.log(`lib/verify/quick-checker.test.ts: seed ${seed}`);
const log = generatedLog(600, seed);
const usualOne = log.find(
  (one) => one.event.kind === 'attempt' && one.event.seq % 20 !== 0 && !lineOf(one).includes('\\'),
) as SaltedEvent;
const SIZES = [
  [0, 1],
  [1, 90],
  [90, 100],
  [100, 600],
] as const;

test.each([
  { kind: 'events', format: 'jsonl' },
  { kind: 'events', format: 'csv' },
  { kind: 'access', format: 'jsonl' },
  { kind: 'access', format: 'csv' },
] as const)('$kind as $format: the usual form is taken quickly, and all is found alike', (form) => {
  const rules = rulesOf(form);
  const quick = quickOf(rules);
  const both = new RecordChecker(nodeDigest, rules, quick);
  const slow = new RecordChecker(nodeDigest, rules);
  const isRow = ({ event }: SaltedEvent) => event.kind === rules.filter.kind;
  let taken = 0;
  // Chunks of any size, one after the other in the same memory.
  for (const [from, to] of SIZES) {
    const part = log.slice(from, to);
    const proofs = part.map((one) => lineOf(one, isRow(one) ? undefined : new Set(['kind'])));
    const chunk = chunkOf(from + 1, part.map(recordOf), proofs);
    const usual = part.map((one, index) => {
      const isCanonical = one.event.seq % 20 !== 0;
      return isRow(one) && isCanonical && !proofs[index]?.includes('\\');
    });
    expect(heldBy(quick, chunk)).toEqual(usual);
    taken += usual.filter(Boolean).length;
    expect(both.check(chunk)).toEqual(slow.check(chunk));
  }
  expect(taken).toBeGreaterThan(10);
});

test('whatever is changed, what it takes quickly is what holds', () => {
  const random = seededRandom(seed + 1);
  const below = (limit: number) => Math.floor(random() * limit);
  const rules = rulesOf();
  const quick = quickOf(rules);
  const slow = new RecordChecker(nodeDigest, rules);
  const attempts = log.filter(({ event }) => event.kind === 'attempt').slice(0, 40);
  let held = 0;
  for (let time = 0; time < 20_000; time += 1) {
    const one = attempts[below(attempts.length)] as SaltedEvent;
    const other = attempts[below(attempts.length)] as SaltedEvent;
    const lines = [recordOf(one), lineOf(one)];
    const at = below(2);
    lines[at] = mutated(lines[at] ?? '', at === 0 ? recordOf(other) : lineOf(other), below);
    const chunk = chunkOf(one.event.seq, [lines[0] ?? ''], [lines[1] ?? '']);
    if (!heldBy(quick, chunk)[0]) continue;
    held += 1;
    const checker = new RecordChecker(nodeDigest, rules, quick);
    expect({ chunk, is: outcome(checker, chunk) }).toEqual({ chunk, is: outcome(slow, chunk) });
  }
  // A byte that becomes what it was, and a line that is taken for itself.
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(2000);
});

/** One byte changed, taken out or put in, or a piece of another line in its place. */
function mutated(line: string, other: string, below: (limit: number) => number): string {
  const at = below(line.length);
  const length = 1 + below(60);
  const byte = '{}[]",:\\0a-_ .e\u0001é'.charAt(below(21));
  const rest = line.slice(at + 1);
  const changes = [
    () => line.slice(0, at) + byte + rest,
    () => line.slice(0, at) + rest,
    () => line.slice(0, at) + byte + line.slice(at),
    () => line.slice(0, at) + other.slice(at, at + length) + line.slice(at + length),
  ];
  return changes[below(changes.length)]?.() ?? line;
}

test('what is of another merchant, place or selection, or has more to it, is not taken', () => {
  const [record, proof] = [recordOf(usualOne), lineOf(usualOne)];
  const { seq, currency } = usualOne.event;
  const takes = (chunk: RecordChunk, over: Partial<RecordRules> = {}) =>
    heldBy(quickOf(rulesOf(over)), chunk)[0];
  const chunk = chunkOf(seq, [record], [proof]);
  expect(takes(chunk)).toBe(true);
  expect(takes(chunk, { filter: { currency } })).toBe(true);
  expect(takes(chunk, { filter: { currency: 'CHF' } })).toBe(false);
  expect(takes(chunk, { merchant: `mer_${'0'.repeat(32)}` })).toBe(false);
  expect(takes({ ...chunk, firstSeq: seq + 1 })).toBe(false);
  const next = `"seq":${seq + 1}`;
  const [movedRecord, movedProof] = [record, proof].map((line) =>
    line.replace(`"seq":${seq}`, next),
  );
  expect(takes(chunkOf(seq, [movedRecord ?? ''], [proof]))).toBe(false);
  expect(takes(chunkOf(seq, [record], [movedProof ?? '']))).toBe(false);
  expect(takes(chunkOf(seq, [record], [proof.replace('"row":true', '"row":false')]))).toBe(false);
  expect(takes(chunkOf(seq, [record], [`${proof} `]))).toBe(false);
  expect(takes(chunkOf(seq, [`${record} `], [proof]))).toBe(false);
});

test('each digit of a commitment, and each of a salt, is looked at', () => {
  const [record, proof] = [recordOf(usualOne), lineOf(usualOne)];
  const { seq } = usualOne.event;
  const quick = quickOf(rulesOf());
  const digit = /(?<=":"[\w-]{0,42})[\w-](?=[\w-]{0,42}")/g;
  for (const { index, 0: old } of record.slice(0, record.indexOf('}')).matchAll(digit)) {
    const changed = record.slice(0, index) + (old === 'A' ? 'B' : 'A') + record.slice(index + 1);
    expect([index, heldBy(quick, chunkOf(seq, [changed], [proof]))]).toEqual([index, [false]]);
  }
  const [start, end] = [proof.indexOf('"salts":"') + 9, proof.indexOf('","columns"')];
  for (let at = start; at < end; at += 1) {
    const changed = proof.slice(0, at) + (proof[at] === '0' ? '1' : '0') + proof.slice(at + 1);
    expect([at, heldBy(quick, chunkOf(seq, [record], [changed]))]).toEqual([at, [false]]);
  }
});
