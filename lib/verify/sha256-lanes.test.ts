import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openRecordCode } from './record-code';
import { BLOCK_BYTES, HASH_DIGITS } from './sha256-lanes';

const ROOM = 1024;
const PATTERN = 0xa5;

function opened() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const hashFour = openRecordCode(memory)?.hashFour;
  if (hashFour === undefined) throw new Error('this machine has no vectors');
  return { hashFour, bytes: Buffer.from(memory.buffer) };
}

/** FIPS 180-4 §5.1.1. */
function padded(message: Buffer): Buffer {
  const blocks = Math.ceil((message.length + 9) / BLOCK_BYTES);
  const whole = Buffer.alloc(blocks * BLOCK_BYTES);
  message.copy(whole);
  whole[message.length] = 0x80;
  whole.writeUInt32BE(8 * message.length, whole.length - 4);
  return whole;
}

test('every lane has the SHA-256 of its message, whatever the length, and writes nothing beside it', () => {
  const { hashFour, bytes } = opened();
  for (let length = 0; length <= 300; length += 1) {
    const messages = Array.from({ length: 4 }, () => randomBytes(length));
    const places = [1, 2, 3, 4].map((place) => place * ROOM);
    const [a = 0, b = 0, c = 0, d = 0] = places;
    for (const [lane, message] of messages.entries()) {
      bytes.set(padded(message), places[lane]);
    }
    // Anywhere, not only where vectors lie well.
    const to = 5 * ROOM + (length % 7);
    bytes.fill(PATTERN, to - 1, to + 4 * (HASH_DIGITS + 1));
    const blocks = Math.ceil((length + 9) / BLOCK_BYTES);
    const digits = [0, 1, 2, 3].map((lane) => to + lane * (HASH_DIGITS + 1)) as [
      number,
      number,
      number,
      number,
    ];
    hashFour(a, b, c, d, blocks, ...digits);
    for (const [lane, message] of messages.entries()) {
      const at = digits[lane] ?? 0;
      expect(bytes.toString('latin1', at, at + HASH_DIGITS)).toBe(
        createHash('sha256').update(message).digest('base64url'),
      );
      expect([bytes[at - 1], bytes[at + HASH_DIGITS]]).toEqual([PATTERN, PATTERN]);
    }
  }
});
