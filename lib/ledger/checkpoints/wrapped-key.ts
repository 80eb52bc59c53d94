import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const SALT_END = 1 + SALT_BYTES;
const NONCE_END = SALT_END + NONCE_BYTES;
const TAG_END = NONCE_END + TAG_BYTES;

/** How many random bytes wrapping takes. */
export const WRAPPING_RANDOM_BYTES = SALT_BYTES + NONCE_BYTES;

/** The secret is not the one that the key was wrapped with, or the key was changed. */
export class WrongSecret extends Error {}

/**
 * A private key encrypted with AES-256-GCM under a key derived from the server's secret (HKDF,
 * RFC 5869, SHA-256): version, salt, nonce, tag, ciphertext. `context` (the key's id) is
 * authenticated with it, so that one wrapped key cannot stand in another's place.
 */
export function wrapKey(secret: string, context: string, key: Buffer, random: Buffer): Buffer {
  const salt = random.subarray(0, SALT_BYTES);
  const nonce = random.subarray(SALT_BYTES, WRAPPING_RANDOM_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(secret, salt), nonce);
  cipher.setAAD(Buffer.from(context));
  const encrypted = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), salt, nonce, cipher.getAuthTag(), encrypted]);
}

/** Throws WrongSecret. */
export function unwrapKey(secret: string, context: string, wrapped: Buffer): Buffer {
  const salt = wrapped.subarray(1, SALT_END);
  const nonce = wrapped.subarray(SALT_END, NONCE_END);
  const tag = wrapped.subarray(NONCE_END, TAG_END);
  if (wrapped[0] !== VERSION || tag.length !== TAG_BYTES) {
    throw new WrongSecret('the wrapped key has a form that is not known');
  }
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey(secret, salt), nonce);
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(TAG_END)), decipher.final()]);
  } catch (cause) {
    throw new WrongSecret('the secret is not the one that the signing key was wrapped with', {
      cause,
    });
  }
}

function wrappingKey(secret: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'onceover/signing-key', KEY_BYTES));
}
