import type { z } from 'zod';
import type { Pool } from '@/lib/database/connection';
import { originOf, verifierKey } from '../checkpoints/note';
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
      created_at: createdAt,
      retired_at: retiredAt,
    })),
  };
}
