import { LRUCache } from 'lru-cache';
import type { Pool } from '@/lib/database/connection';
import type { Operation } from '@/lib/idempotency/attempt';
import { DEFAULT_POLICY, type Policy } from '@/lib/idempotency/policy';
import type { PolicySource } from '@/lib/idempotency/policy-source';
import { findNewest, findVersion } from './store';

/** A change made elsewhere holds here within 5 s (contract §2.3); this leaves room for the read. */
const FRESH_MS = 3_000;
const CACHED_MAX = 10_000;

interface Entry {
  policy: Policy;
  freshUntilMs: number;
}

/** The policies in force, kept in memory for as long as the contract allows. */
export class Policies implements PolicySource {
  readonly #pool: Pool;
  readonly #current = new LRUCache<string, Entry>({ max: CACHED_MAX });
  readonly #versions = new LRUCache<string, Policy>({ max: CACHED_MAX });
  readonly #loading = new Map<string, Promise<Policy>>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Throws DatabaseError. */
  current(merchantId: string, operation: Operation): Policy | Promise<Policy> {
    const name = `${merchantId} ${operation}`;
    const entry = this.#current.get(name);
    if (entry && performance.now() < entry.freshUntilMs) return entry.policy;
    return this.#once(name, async () => {
      const askedAtMs = performance.now();
      const policy = (await findNewest(this.#pool, merchantId, operation)) ?? DEFAULT_POLICY;
      return this.#keep(name, policy, askedAtMs);
    });
  }

  /** A version never changes. Throws DatabaseError. */
  version(merchantId: string, operation: Operation, version: number): Policy | Promise<Policy> {
    if (version === DEFAULT_POLICY.version) return DEFAULT_POLICY;
    const name = `${merchantId} ${operation} ${version}`;
    return (
      this.#versions.get(name) ??
      this.#once(name, async () => {
        const policy = await findVersion(this.#pool, merchantId, operation, version);
        if (!policy) throw new Error(`a key names policy version ${version}, which does not exist`);
        this.#versions.set(name, policy);
        return policy;
      })
    );
  }

  /** A change that this instance has committed holds here at once. */
  changed(merchantId: string, operation: Operation, policy: Policy): void {
    this.#keep(`${merchantId} ${operation}`, policy, performance.now());
  }

  /** A read that began before a change must not bring the old version back. */
  #keep(name: string, policy: Policy, askedAtMs: number): Policy {
    const known = this.#current.get(name);
    const newest = known && known.policy.version > policy.version ? known.policy : policy;
    this.#current.set(name, { policy: newest, freshUntilMs: askedAtMs + FRESH_MS });
    return newest;
  }

  #once(name: string, load: () => Promise<Policy>): Promise<Policy> {
    let loading = this.#loading.get(name);
    if (!loading) {
      loading = load().finally(() => this.#loading.delete(name));
      this.#loading.set(name, loading);
    }
    return loading;
  }
}
