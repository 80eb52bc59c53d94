import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import { uuidv7 } from '@/lib/http/uuid';
import { SYSTEM_STREAM } from '../journal';
import { recordSystemEvent } from '../record-system-event';
import type { NoteSigner } from './note';
import { insertSigningKey, lockActiveKeys, readActiveKey, retireKeys } from './store';
import { unwrapKey, WRAPPING_RANDOM_BYTES, wrapKey } from './wrapped-key';

/** The key in force, ready to sign. */
export interface SigningKey extends NoteSigner {
  readonly signingKeyId: string;
}

/** Who asks for a new key, as its event tells it. */
export interface KeyChange {
  readonly actor: string;
  readonly actorRole: string;
  readonly reason: string;
}

const FIRST_KEY_ID = '00000000-0000-7000-8000-000000000001';
const FIRST_KEY: KeyChange = { actor: 'onceover', actorRole: 'system', reason: 'the first key' };

/** Keeps the key in force unwrapped as long as it is that. `pool` is the tail's or the owner's. */
export class SigningKeys {
  readonly #pool: Pool;
  readonly #secret: string;
  #current: SigningKey | undefined;

  constructor(pool: Pool, secret: string) {
    this.#pool = pool;
    this.#secret = secret;
  }

  /** Made at the first use. Throws WrongSecret, or DatabaseError. */
  async current(): Promise<SigningKey> {
    const stored = await readActiveKey(this.#pool);
    if (stored === undefined) {
      await this.#make(FIRST_KEY, false);
      return await this.current();
    }
    const { signingKeyId, wrappedKey } = stored;
    if (this.#current?.signingKeyId !== signingKeyId) {
      const der = unwrapKey(this.#secret, signingKeyId, wrappedKey);
      this.#current = signingKey(signingKeyId, der);
    }
    return this.#current;
  }

  /** A new key signs from now on. Those before stay listed, and what they signed stays valid. */
  async rotate(change: KeyChange): Promise<string> {
    // Somebody may make or replace a key at the same moment; then that one is replaced.
    return (await this.#make(change, true)) ?? (await this.rotate(change));
  }

  /** Returns undefined where there is a key, and it is not to be replaced. */
  async #make(change: KeyChange, replace: boolean): Promise<string | undefined> {
    const { privateKey } = generateKeyPairSync('ed25519');
    const der = privateKey.export({ type: 'pkcs8', format: 'der' });
    const publicKey = rawPublicKey(privateKey);
    const random = randomBytes(WRAPPING_RANDOM_BYTES);
    return await runTransaction(this.#pool, async (transaction) => {
      const before = await lockActiveKeys(transaction);
      if (before.length > 0 && !replace) return undefined;
      // Of several that make the first key, one finds its place free. Where another one has just
      // replaced the key that this one waited for, the place is taken too.
      const signingKeyId = before.length > 0 ? uuidv7() : FIRST_KEY_ID;
      await retireKeys(transaction, before);
      const wrappedKey = wrapKey(this.#secret, signingKeyId, der, random);
      const made = await insertSigningKey(transaction, { signingKeyId, publicKey, wrappedKey });
      if (!made) return undefined;
      await recordSystemEvent(transaction, {
        merchantId: SYSTEM_STREAM,
        ...change,
        action: before.length > 0 ? 'audit.signing_key.rotated' : 'audit.signing_key.created',
        subjectType: 'signing_key',
        subjectId: signingKeyId,
        before: before.length > 0 ? { signing_key_ids: before } : null,
        after: { signing_key_id: signingKeyId, public_key: publicKey.toString('base64') },
      });
      return signingKeyId;
    });
  }
}

function signingKey(signingKeyId: string, der: Buffer): SigningKey {
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    signingKeyId,
    publicKey: rawPublicKey(key),
    sign: (message) => sign(null, message, key),
  };
}

/** RFC 8410: the 32 bytes of the key end its SubjectPublicKeyInfo. */
function rawPublicKey(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32);
}
