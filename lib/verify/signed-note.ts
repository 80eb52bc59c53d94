import { type Digest, Fault, fromBase64, sameBytes } from './digest';

/** A key that signs notes (C2SP signed-note): a name and an Ed25519 public key. */
export interface NoteKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** A checkpoint (C2SP tlog-checkpoint): the log's name, its size and its root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** What is signed, up to and with its last line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

interface NoteSignature {
  readonly name: string;
  /** First four bytes tell the key, the rest is the signature. */
  readonly bytes: Uint8Array;
}

const ED25519 = 1;
const HASH_BYTES = 4;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;
const SIZE = /^(?:0|[1-9]\d{0,15})$/;

/** Throws Fault where the text is not a signed checkpoint. */
export function parseCheckpoint(note: string, what: string): Checkpoint {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) throw new Fault(`${what} is not a signed note`);
  const text = note.slice(0, end + 1);
  const [origin, size, root, ...more] = text.slice(0, -1).split('\n');
  if (!origin || size === undefined || root === undefined || !SIZE.test(size)) {
    throw new Fault(`${what} is not a checkpoint: it needs an origin, a size and a root`);
  }
  if (more.includes('')) throw new Fault(`${what} has an empty line`);
  const rootBytes = fromBase64(root, `the root of ${what}`);
  if (rootBytes.length !== 32) throw new Fault(`the root of ${what} is not a SHA-256`);
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => {
      const [, name, signature] = SIGNATURE_LINE.exec(line) ?? [];
      if (name === undefined || signature === undefined) {
        throw new Fault(`${what} has a line that is not a signature`);
      }
      return { name, bytes: fromBase64(signature, `the signature of ${what}`) };
    });
  return { origin, size: Number(size), root: rootBytes, text, signatures };
}

/** The key among `keys` that signed the checkpoint. Throws Fault where none did. */
export async function signerOf(
  digest: Digest,
  checkpoint: Checkpoint,
  keys: readonly NoteKey[],
  what: string,
): Promise<NoteKey> {
  const message = new TextEncoder().encode(checkpoint.text);
  for (const key of keys) {
    for (const { name, bytes } of checkpoint.signatures) {
      if (name !== key.name && key.name !== '') continue;
      const named = { name, publicKey: key.publicKey };
      if (!sameBytes(bytes.subarray(0, HASH_BYTES), keyHash(digest, named))) continue;
      const signature = bytes.subarray(HASH_BYTES);
      if (await digest.verifyEd25519(key.publicKey, message, signature)) return named;
      throw new Fault(`the signature of ${what} by ${name} is not valid`);
    }
  }
  throw new Fault(
    `${what} is not signed by ${keys.map(({ name }) => name || 'the key given').join(' or ')}`,
  );
}

/** C2SP signed-note: SHA-256 of name, line feed, algorithm and key; its first four bytes. */
function keyHash(digest: Digest, { name, publicKey }: NoteKey): Uint8Array {
  const prefix = new TextEncoder().encode(`${name}\n`);
  return digest.bytes(Uint8Array.of(...prefix, ED25519, ...publicKey)).subarray(0, HASH_BYTES);
}

const VERIFIER_KEY = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u;
const PEM = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/;
const SPKI_PREFIX = '302a300506032b6570032100';

/**
 * A public key as people pass it on: a note's verifier key (`name+hash+base64`), PEM, base64 of its
 * DER form or of its 32 bytes, or those in hexadecimal. Without a name any name will do.
 */
export function parseNoteKey(digest: Digest, given: string): NoteKey {
  const text = given.trim();
  const [, name, hash, encoded] = VERIFIER_KEY.exec(text) ?? [];
  if (name !== undefined && encoded !== undefined) {
    const bytes = fromBase64(encoded, 'the public key');
    const key = { name, publicKey: bytes.subarray(1) };
    const fits = bytes[0] === ED25519 && bytes.length === 33;
    if (!fits || hexOf(keyHash(digest, key)) !== hash) {
      throw new Fault(`the public key ${text} is not one of Ed25519, or was mistyped`);
    }
    return key;
  }
  if (/^[0-9a-f]{64}$/i.test(text)) return { name: '', publicKey: bytesOf(text) };
  const inner = (PEM.exec(text)?.[1] ?? text).replaceAll(/\s/g, '');
  const bytes = fromBase64(inner, 'the public key');
  const spki = bytes.length === 44 && hexOf(bytes.subarray(0, 12)) === SPKI_PREFIX;
  const publicKey = spki ? bytes.subarray(12) : bytes;
  if (publicKey.length !== 32) throw new Fault('the public key is not one of Ed25519');
  return { name: '', publicKey };
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}
