import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeDigest } from './node-digest';
import { RecordChecker, type RecordChunk } from './record-chunk';
import { chunkOf, heldBy, outcome, quickOf, rulesOf } from './testing/record-chunks';

// Logs whose own signer is up to something: quick or slow, the verifier takes them alike.

const rules = rulesOf();

/** A record of columns whose values are these texts, as who signs the log could make it. */
function committedTo(
  columns: readonly (readonly [name: string, json: string])[],
  { encoding = 'utf8', salts = [] }: { encoding?: BufferEncoding; salts?: readonly string[] } = {},
): RecordChunk {
  const salt = (index: number) => salts[index] ?? String(index).padStart(32, '0');
  const commitments = columns.map(([name, json], index) => {
    const message = Buffer.from(`${salt(index)}:${name}:${json}`, encoding);
    return `"${name}":"${createHash('sha256').update(message).digest('base64url')}"`;
  });
  const record = `{"columns":{${commitments}},"id":"evt_${'0'.repeat(32)}","merchant":"${rules.merchant}","recorded_at":"2026-11-30T00:00:00.000000Z","seq":1,"v":1}`;
  const all = columns.map((_, index) => salt(index)).join('');
  const opened = columns.map(([name, json]) => `"${name}":${json}`);
  const proof = `{"seq":1,"row":true,"salts":"${all}","columns":{${opened}}}\n`;
  return { ...chunkOf(1, [record], []), proofs: Buffer.from(proof, encoding) };
}

test.each([
  ['7', true],
  ['-7', true],
  ['0', true],
  ['123456789012345', true],
  ['"é"', true],
  ['""', true],
  ['{"a":{"b":[1,"}"]},"c":null}', true],
  ['1234567890123456789', false],
  ['01', false],
  ['-0', false],
  ['-', false],
  ['1.0', false],
  ['1e3', false],
  ['1-2', false],
  ['', false],
  ['null', false],
  ['true', false],
  ['[1]', false],
  ['{a}', false],
  ['{"b":1,"a":2}', false],
  ['{"a": 1}', false],
  ['{"a":1}}', false],
  ['"\\u0041"', false],
  ['"\u0001"', false],
])('a log that committed to %s', (json, usual) => {
  const chunk = committedTo([
    ['detail', json],
    ['kind', '"attempt"'],
  ]);
  const quick = quickOf();
  expect(heldBy(quick, chunk)).toEqual([usual]);
  const both = outcome(new RecordChecker(nodeDigest, rules, quick), chunk);
  expect(both).toEqual(outcome(new RecordChecker(nodeDigest, rules), chunk));
});

test.each([
  ['out of order', ['kind', 'detail']],
  ['twice', ['kind', 'kind']],
  ['one the beginning of the other, out of order', ['kind', 'kin']],
  ['empty', ['', 'kind']],
  ['numbers', ['10', '9', 'kind']],
  ['beginning with a digit', ['#', '1', 'kind']],
  ['in the order of UTF-8', ['kind', '\ue000', '\u{1f600}']],
  ['sorted with their ends', ['amount!', 'amount', 'kind']],
  ['with a brace', ['a}', 'kind']],
])('a log whose columns are %s is refused', (_, names) => {
  const chunk = committedTo(names.map((name) => [name, '"attempt"'] as const));
  expect(heldBy(quickOf(), chunk)).toEqual([false]);
  const checker = new RecordChecker(nodeDigest, rules, quickOf());
  expect(outcome(checker, chunk)).toContain('record 1: ');
});

test.each([
  ['escaped', `\\u0030${'0'.repeat(26)}`],
  ['with a control character', `\t${'0'.repeat(31)}`],
  ['of other characters', 'é'.repeat(16)],
  ['not hexadecimal', `g${'0'.repeat(31)}`],
])('a salt that is %s is not taken', (_, salt) => {
  const chunk = committedTo([['kind', '"attempt"']], { salts: [salt] });
  expect(heldBy(quickOf(), chunk)).toEqual([false]);
});

test('a message longer than three bytes can say is hashed with its length', () => {
  const columns = [
    ['detail', `"${'x'.repeat(2 ** 21 + 5)}"`],
    ['kind', '"attempt"'],
  ] as const;
  expect(heldBy(quickOf(), committedTo(columns))).toEqual([true]);
});

test('objects within objects without end are refused', () => {
  const detail = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  const chunk = committedTo([
    ['detail', detail],
    ['kind', '"attempt"'],
  ]);
  for (const quick of [quickOf(), undefined]) {
    const checker = new RecordChecker(nodeDigest, rules, quick);
    expect(outcome(checker, chunk)).toContain('record 1: ');
  }
});

test('a log that committed to bytes that are not UTF-8 is refused', () => {
  const columns = [
    ['detail', '"\u00ff"'],
    ['kind', '"attempt"'],
  ] as const;
  const quick = quickOf();
  const both = new RecordChecker(nodeDigest, rules, quick);
  expect(heldBy(quick, committedTo(columns))).toEqual([true]);
  expect(heldBy(quick, committedTo(columns, { encoding: 'latin1' }))).toEqual([false]);
  expect(outcome(both, committedTo(columns, { encoding: 'latin1' }))).toContain('is not UTF-8');
});

test('a chunk too large for its memory is checked all the same', () => {
  const chunk = committedTo([
    ['detail', `"${'x'.repeat(5_000_000)}"`],
    ['kind', '"attempt"'],
  ]);
  const quick = quickOf();
  expect(heldBy(quick, chunk)).toEqual([false]);
  expect(new RecordChecker(nodeDigest, rules, quick).check(chunk).rowSeqs).toEqual([1]);
});
