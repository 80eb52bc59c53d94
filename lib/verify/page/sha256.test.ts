import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sha256 } from './sha256';

test('the page hashes as node does, whatever the length and however it is cut', () => {
  const content = randomBytes(5_000);
  for (let length = 0; length < 300; length += 1) {
    const part = content.subarray(0, length);
    const expected = createHash('sha256').update(part).digest('hex');
    expect([length, new Sha256().update(part).hex()]).toEqual([length, expected]);
    const cut = length % 97;
    const pieces = new Sha256().update(part.subarray(0, cut)).update(part.subarray(cut));
    expect([length, pieces.hex()]).toEqual([length, expected]);
  }
  const whole = new Sha256();
  for (let at = 0; at < content.length; at += 333) whole.update(content.subarray(at, at + 333));
  expect(whole.hex()).toBe(createHash('sha256').update(content).digest('hex'));
});
