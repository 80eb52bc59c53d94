import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@/lib/database/connection';
import { Problem } from '@/lib/http/problem';
import { readCheckpoint } from '@/lib/ledger/audit/read-checkpoint';
import { readPublicKeys } from '@/lib/ledger/audit/read-public-keys';
import { streamNodes } from '@/lib/ledger/audit/stream-nodes';
import { originOf, verifierKey } from '@/lib/ledger/checkpoints/note';
import { SigningKeys } from '@/lib/ledger/checkpoints/signing-keys';
import { rangeProof } from '@/lib/ledger/proof';
import type { AsOf } from './job';
import type { SealedLog } from './sealed-log';

/** The tail seals what was written within a second. */
const FIRST_EVENT_MS = 8_000;
const POLL_MS = 100;
const KEY_HASH_BYTES = 4;

/** The log as exports need it; `tailPool` may read the signing key, `secret` unwraps it. */
export function openSealedLog(pool: Pool, tailPool: Pool, secret: string): SealedLog {
  const keys = new SigningKeys(tailPool, secret);
  return {
    checkpoint: (merchantId) => firstCheckpoint(pool, merchantId),
    async rangeProof(merchantId, first, last, size) {
      const proof = await rangeProof(streamNodes(pool, merchantId), first, last, size);
      return proof.map((hash) => hash.toString('base64'));
    },
    async signer(merchantId) {
      const key = await keys.current();
      return {
        verifierKey: verifierKey(originOf(merchantId), key.publicKey),
        sign: (message) => key.sign(message),
      };
    },
    async signerOf(merchantId, note) {
      const encoded = note.trimEnd().split(' ').at(-1) ?? '';
      const hash = Buffer.from(encoded, 'base64').subarray(0, KEY_HASH_BYTES).toString('hex');
      const { data } = await readPublicKeys(pool, merchantId);
      const signer = data.find(({ verifier_key }) => verifier_key.includes(`+${hash}+`));
      if (signer === undefined) throw new Error('the checkpoint is signed by none of our keys');
      return signer.verifier_key;
    },
  };
}

/** Waits for the log's first event, which an export's own request is, where there is none yet. */
async function firstCheckpoint(pool: Pool, merchantId: string): Promise<AsOf> {
  const deadlineMs = performance.now() + FIRST_EVENT_MS;
  for (;;) {
    try {
      const { note, size, created_at } = await readCheckpoint(pool, merchantId);
      return { size, at: created_at, note };
    } catch (error) {
      const isEmpty = error instanceof Problem && error.slug === 'not-found';
      if (!isEmpty) throw error;
      if (performance.now() > deadlineMs) {
        throw new Problem('unavailable', 'Nobody seals the log just now; its events are kept.', {
          headers: { 'retry-after': '5' },
          cause: error,
        });
      }
      await sleep(POLL_MS);
    }
  }
}
