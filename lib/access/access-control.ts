import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from '@/lib/database/connection';
import { Problem } from '@/lib/http/problem';
import { hashSecret, prefixOf, secretOf } from './api-key';
import { LastUses } from './last-uses';
import type { Principal } from './principal';
import { findApiKeys } from './store';

/** A revocation holds everywhere within 5 s (contract §2.2); this leaves room for the read. */
const KNOWN_MS = 3_000;
/** A key that was just made must not be refused for long. */
const UNKNOWN_MS = 1_000;
const CACHED_MAX = 10_000;

interface Entry {
  readonly principal: Principal | undefined;
  readonly validUntilMs: number;
}

/** Who a request comes from, by its API key. */
export class AccessControl {
  readonly #pool: Pool;
  readonly #lastUses: LastUses;
  /** By the secret's hash, so that no secret stays in memory. */
  readonly #known = new LRUCache<string, Entry>({ max: CACHED_MAX });
  readonly #loading = new Map<string, Promise<Principal | undefined>>();

  constructor(pool: Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#lastUses = new LastUses(pool, onError);
  }

  /** Throws the problem `unauthenticated`, or DatabaseError where nobody can tell. */
  async authenticate(authorization: string | undefined): Promise<Principal> {
    const secret = secretOf(authorization);
    const principal = secret === undefined ? undefined : await this.#principalOf(secret);
    if (!principal) {
      throw new Problem('unauthenticated', 'Send a valid API key: Authorization: Bearer KEY.', {
        headers: { 'www-authenticate': 'Bearer realm="Onceover", Basic realm="Onceover"' },
      });
    }
    this.#lastUses.touch(principal);
    return principal;
  }

  /** A change of keys made on this instance holds here at once. */
  forget(): void {
    this.#known.clear();
  }

  /** Writes the last uses that are not stored yet. */
  async stop(): Promise<void> {
    await this.#lastUses.stop();
  }

  async #principalOf(secret: string): Promise<Principal | undefined> {
    const secretHash = hashSecret(secret);
    const name = secretHash.toString('base64');
    const entry = this.#known.get(name);
    if (entry && performance.now() < entry.validUntilMs) return entry.principal;
    let loading = this.#loading.get(name);
    if (!loading) {
      loading = this.#load(name, secret, secretHash).finally(() => this.#loading.delete(name));
      this.#loading.set(name, loading);
    }
    return await loading;
  }

  async #load(name: string, secret: string, secretHash: Buffer): Promise<Principal | undefined> {
    const askedAtMs = performance.now();
    const rows = await findApiKeys(this.#pool, prefixOf(secret));
    const row = rows.find((each) => timingSafeEqual(each.secret_hash, secretHash));
    if (!row?.active) {
      this.#known.set(name, { principal: undefined, validUntilMs: askedAtMs + UNKNOWN_MS });
      return undefined;
    }
    const principal: Principal = {
      merchantId: row.merchant_id,
      clientId: row.api_key_id,
      name: row.name,
      scopes: new Set(row.scopes),
    };
    const validMs = Math.min(KNOWN_MS, row.expires_in_ms ?? KNOWN_MS);
    this.#known.set(name, { principal, validUntilMs: askedAtMs + validMs });
    return principal;
  }
}
