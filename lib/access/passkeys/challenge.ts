import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const LIVES_MS = 5 * 60 * 1000;
const RANDOM_BYTES = 16;
const TIME_BYTES = 6;
const MAC_BYTES = 32;

/** For what a challenge is: sign-in, or a person's new passkey. Answers of one fit no other. */
export type Purpose = 'sign-in' | `passkey of ${string}`;

/**
 * Random bytes, their end and a MAC: nothing is stored for whoever only asks, so that asking fills no
 * table. That an answer works once is for the store.
 */
export function newChallenge(secret: string, purpose: Purpose, nowMs: number): Buffer {
  const ends = Buffer.alloc(TIME_BYTES);
  ends.writeUIntBE(nowMs + LIVES_MS, 0, TIME_BYTES);
  const content = Buffer.concat([randomBytes(RANDOM_BYTES), ends]);
  return Buffer.concat([content, macOf(secret, purpose, content)]);
}

/** The bytes of a challenge of ours that has not ended, and when it does. */
export function ownChallenge(
  secret: string,
  purpose: Purpose,
  text: string,
  nowMs: number,
): { readonly challenge: Buffer; readonly endsAtMs: number } | undefined {
  const challenge = Buffer.from(text, 'base64url');
  if (challenge.length !== RANDOM_BYTES + TIME_BYTES + MAC_BYTES) return undefined;
  const content = challenge.subarray(0, RANDOM_BYTES + TIME_BYTES);
  const mac = challenge.subarray(RANDOM_BYTES + TIME_BYTES);
  const endsAtMs = content.readUIntBE(RANDOM_BYTES, TIME_BYTES);
  if (!timingSafeEqual(mac, macOf(secret, purpose, content)) || endsAtMs < nowMs) return undefined;
  return { challenge, endsAtMs };
}

function macOf(secret: string, purpose: Purpose, content: Buffer): Buffer {
  return createHmac('sha256', secret).update(`webauthn ${purpose}\n`).update(content).digest();
}
