import { hash } from 'node:crypto';
import type { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { keyHash, originOf, verifierKey } from '../checkpoints/note';
import type { publicKeysSchema } from './contract';
import { readPublicKeyRows } from './store';

/** Every key that has signed the merchant's checkpoints, the newest first. */
export async function readPublicKeys(
  pool: Pool,
  merchantId: string,
): Promise<z.output<typeof publicKeysSchema>> {
  const rows = await readPublicKeyRows(pool);
  return {
    data: rows.map(({ publicKey, createdAt, retiredAt }) => ({
      verifier_key: verifierKey(originOf(merchantId), publicKey),
      public_key: publicKey.toString('base64'),
      fingerprint: fingerprint(publicKey),
      created_at: createdAt,
      retired_at: retiredAt,
    })),
  };
}

/** A key that signs, or has signed, checkpoints. */
export interface Signer {
  readonly publicKey: Buffer;
  readonly fingerprint: string;
}

export async function readSigners(pool: Pool): Promise<Signer[]> {
  const rows = await readPublicKeyRows(pool);
  return rows.map(({ publicKey }) => ({ publicKey, fingerprint: fingerprint(publicKey) }));
}

const KEY_HASH_BYTES = 4;

/** Of the key that a checkpoint's signature names; null where it is none of ours. */
export function fingerprintOf(
  merchantId: string,
  note: string,
  signers: readonly Signer[],
): string | null {
  const encoded = note.trimEnd().split(' ').at(-1) ?? '';
  const named = Buffer.from(encoded, 'base64').subarray(0, KEY_HASH_BYTES);
  const origin = originOf(merchantId);
  const signer = signers.find(({ publicKey }) => keyHash(origin, publicKey).equals(named));
  return signer?.fingerprint ?? null;
}

/** How people name a key: SHA-256 of its 32 bytes, hexadecimal. */
function fingerprint(publicKey: Buffer): string {
  return hash('sha256', publicKey, 'hex');
}
