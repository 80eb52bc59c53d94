import { expect, test } from 'vitest';
import { base32, matchingStep, totpCode, totpUri } from './totp';

/** RFC 6238 appendix B, SHA-1, the last six of its eight digits. */
const RFC_SECRET = Buffer.from('12345678901234567890');
const RFC: readonly [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

test.each(RFC)('at %d s the code is the RFC’s', (seconds, code) => {
  expect(totpCode(RFC_SECRET, Math.floor(seconds / 30))).toBe(code);
});

test('a code is taken one step early or late, not two, and only once', () => {
  const now = 1_000;
  const nowMs = now * 30_000 + 7;
  for (const step of [now - 1, now, now + 1]) {
    const code = totpCode(RFC_SECRET, step);
    expect(matchingStep(RFC_SECRET, code, { nowMs, lastStep: 0 })).toBe(step);
    expect(matchingStep(RFC_SECRET, code, { nowMs, lastStep: step })).toBeUndefined();
  }
  for (const step of [now - 2, now + 2]) {
    const code = totpCode(RFC_SECRET, step);
    expect(matchingStep(RFC_SECRET, code, { nowMs, lastStep: 0 })).toBeUndefined();
  }
  for (const code of ['', '1', '1234567', 'ａｂｃ']) {
    expect(matchingStep(RFC_SECRET, code, { nowMs, lastStep: 0 })).toBeUndefined();
  }
});

/** RFC 4648 §10, unpadded. */
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of %j is the RFC’s', (text, expected) => {
  expect(base32(Buffer.from(text))).toBe(expected);
});

test('the address of the code keeps an odd email address whole', () => {
  const url = new URL(totpUri(RFC_SECRET, 'a+b&c?d@example.com'));
  expect(decodeURIComponent(url.pathname)).toContain('Onceover:a+b&c?d@example.com');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    secret: base32(RFC_SECRET),
    issuer: 'Onceover',
    digits: '6',
    period: '30',
  });
});
