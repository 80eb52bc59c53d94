/** SHA-256 and Ed25519 as the surroundings have them: node's own, or the page's. */
export interface Digest {
  /** SHA-256 of the text's UTF-8, in hexadecimal. */
  hex(text: string): string;
  /** The same in base64url without padding. */
  base64url(text: string): string;
  bytes(data: Uint8Array): Uint8Array;
  /** Of a file that comes in pieces. */
  stream(): DigestStream;
  /** Throws where the surroundings have no Ed25519. */
  verifyEd25519(
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean>;
}

export interface DigestStream {
  update(data: Uint8Array): void;
  hex(): string;
}

/** Something in the bundle does not hold; the message says what, and which row. */
export class Fault extends Error {}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Standard base64 with padding, in its one spelling; anything else is a Fault. */
export function fromBase64(text: string, what: string): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    bytes = undefined;
  }
  if (bytes === undefined || toBase64(bytes) !== text) throw new Fault(`${what} is not base64`);
  return bytes;
}

/** A SHA-256 in hexadecimal; anything else is a Fault. */
export function fromHex(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Fault('a proof has something that is no hash');
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
