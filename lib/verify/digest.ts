/** SHA-256 and Ed25519 as the surroundings have them: node's own, or the page's. */
export interface Digest {
  /** SHA-256 in hexadecimal; of a text's UTF-8. */
  hex(data: string | Uint8Array): string;
  /** The same of a text in base64url without padding. */
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
  const bytes = new Uint8Array(32);
  writeHex(bytes, 0, text);
  return bytes;
}

/** Puts what is spelled in lower-case hexadecimal into `bytes`, from `start` on. */
export function writeHex(bytes: Uint8Array, start: number, text: string): void {
  for (let at = 0; at < text.length; at += 2) {
    bytes[start + at / 2] = 16 * digitAt(text, at) + digitAt(text, at + 1);
  }
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code <= NINE ? code - ZERO : code - LOWER_A + 10;
}

const [ZERO, NINE, LOWER_A] = [0x30, 0x39, 0x61];

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  // Rows of data are many bytes: four of them at once, where they lie so.
  const words = (one.byteOffset | other.byteOffset) % 4 === 0 ? one.length >> 2 : 0;
  return (
    sameElements(wordsOf(one, words), wordsOf(other, words), 0) &&
    sameElements(one, other, 4 * words)
  );
}

function wordsOf({ buffer, byteOffset }: Uint8Array, count: number): Uint32Array {
  return new Uint32Array(buffer, count > 0 ? byteOffset : 0, count);
}

function sameElements(
  one: Uint8Array | Uint32Array,
  other: Uint8Array | Uint32Array,
  from: number,
): boolean {
  for (let index = from; index < one.length; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
