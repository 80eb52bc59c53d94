import { hash } from 'node:crypto';
import { publicId } from '@/lib/http/uuid';

/** An Ed25519 key that signs; its public half is the 32 bytes of RFC 8032. */
export interface NoteSigner {
  readonly publicKey: Buffer;
  sign(message: Buffer): Buffer;
}

const ED25519 = 0x01;

/** A stream's name in its checkpoints, which is also the name of the key that signs them. */
export function originOf(merchantId: string): string {
  return `onceover/${publicId('mer', merchantId)}`;
}

/**
 * A checkpoint as C2SP tlog-checkpoint has it: a note (C2SP signed-note) of origin, size and root,
 * signed by the log.
 */
export function signCheckpoint(
  head: { readonly origin: string; readonly size: number; readonly root: Buffer },
  signer: NoteSigner,
): string {
  const { origin, size, root } = head;
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  const signature = Buffer.concat([
    keyHash(origin, signer.publicKey),
    signer.sign(Buffer.from(text)),
  ]);
  return `${text}\n— ${origin} ${signature.toString('base64')}\n`;
}

/** The public key as verifiers of notes take it: name, key hash and typed key. */
export function verifierKey(name: string, publicKey: Buffer): string {
  const typed = Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64');
  return `${name}+${keyHash(name, publicKey).toString('hex')}+${typed}`;
}

/** The four bytes by which a signature names its key. */
export function keyHash(name: string, publicKey: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), publicKey]);
  return hash('sha256', named, 'buffer').subarray(0, 4);
}
