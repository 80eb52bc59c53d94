import { expect, test } from 'vitest';
import { newChallenge, ownChallenge } from './challenge';

const SECRET = 'a secret';
const NOW = Date.UTC(2026, 10, 30);
const MINUTE = 60_000;

test('a challenge is known for five minutes, and for its own purpose only', () => {
  const text = newChallenge(SECRET, 'sign-in', NOW).toString('base64url');
  expect(ownChallenge(SECRET, 'sign-in', text, NOW + 5 * MINUTE)?.endsAtMs).toBe(NOW + 5 * MINUTE);
  expect(ownChallenge(SECRET, 'sign-in', text, NOW + 5 * MINUTE + 1)).toBeUndefined();
  expect(ownChallenge(SECRET, 'passkey of a', text, NOW)).toBeUndefined();
  expect(ownChallenge('another', 'sign-in', text, NOW)).toBeUndefined();
});

test('none that was altered is known', () => {
  const bytes = newChallenge(SECRET, 'passkey of a', NOW);
  for (let index = 0; index < bytes.length; index += 1) {
    const altered = Buffer.from(bytes);
    altered.writeUInt8(altered.readUInt8(index) ^ 1, index);
    const text = altered.toString('base64url');
    expect(ownChallenge(SECRET, 'passkey of a', text, NOW), `byte ${index}`).toBeUndefined();
  }
  for (const text of ['', 'x', bytes.subarray(1).toString('base64url')]) {
    expect(ownChallenge(SECRET, 'passkey of a', text, NOW)).toBeUndefined();
  }
});
