import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from '@/lib/database/connection';
import { Problem } from '@/lib/http/problem';
import { digestOf, prefixOf, secretOf } from './api-key';
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
    const known = secret === undefined ? undefined : this.#principalOf(secret);
    // A key that is known costs no turn of the event loop.
    const principal = known instanceof Promise ? await known : known;
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

  #principalOf(secret: string): Principal | undefined | Promise<Principal | undefined> {
    const digest = digestOf(secret);
    const entry = this.#known.get(digest);
    if (entry && performance.now() < entry.validUntilMs) return entry.principal;
    let loading = this.#loading.get(digest);
    if (!loading) {
      loading = this.#load(digest, secret).finally(() => this.#loading.delete(digest));
      this.#loading.set(digest, loading);
    }
    return loading;
  }

  async #load(digest: string, secret: string): Promise<Principal | undefined> {
    const secretHash = Buffer.from(digest, 'hex');
    const askedAtMs = performance.now();
    const rows = await findApiKeys(this.#pool, prefixOf(secret));
    const row = rows.find((each) => timingSafeEqual(each.secret_hash, secretHash));
    if (!row?.active) {
      this.#known.set(digest, { principal: undefined, validUntilMs: askedAtMs + UNKNOWN_MS });
      return undefined;
    }
    const principal: Principal = {
      merchantId: row.merchant_id,
      clientId: row.api_key_id,
      name: row.name,
      scopes: new Set(row.scopes),
    };
    const validMs = Math.min(KNOWN_MS, row.expires_in_ms ?? KNOWN_MS);
    this.#known.set(digest, { principal, validUntilMs: askedAtMs + validMs });
    return principal;
  }
}
