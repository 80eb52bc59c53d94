import { randomUUID } from 'node:crypto';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import type { TestDatabase } from '@/lib/database/testing/database';
import type { JsonValue } from '@/lib/http/strict-json';
import { uuidv7 } from '@/lib/http/uuid';
import { planPayment } from '@/lib/operations/payments';
import type { Attempt, Plan } from '../attempt';
import { IdempotencyEngine } from '../engine';
import { DEFAULT_POLICY, type Policy } from '../policy';

/** One instance of the engine, as a process has it, and a merchant to pay. */
export class EngineHarness {
  readonly engine: IdempotencyEngine;
  readonly merchantId: string;
  /** By version; the last one is in force. */
  readonly policies: Policy[];
  readonly #pools: Pool[];

  constructor(database: TestDatabase, merchantId: string = randomUUID(), policies?: Policy[]) {
    this.merchantId = merchantId;
    this.policies = policies ?? [DEFAULT_POLICY];
    const pool = (lockTimeoutMs: number) =>
      createPool(database.url, {
        size: 5,
        applicationName: 'engine-test',
        statementTimeoutMs: 5000,
        lockTimeoutMs,
      });
    const [hotPool, workPool] = [pool(100), pool(2000)];
    this.#pools = [hotPool, workPool];
    this.engine = new IdempotencyEngine({
      hotPool,
      workPool,
      policies: {
        current: () => this.#policy(this.policies.length - 1),
        version: (_merchant, _operation, version) => this.#policy(version),
      },
      oneMerchantBatches: false,
      onBatch: () => undefined,
      onUndecided: () => undefined,
    });
  }

  /** A policy like the default but for what is given, as the next version. */
  change(policy: Partial<Policy>): void {
    this.policies.push({ ...DEFAULT_POLICY, ...policy, version: this.policies.length });
  }

  pay(key: string, body: JsonValue, options: Partial<Attempt> = {}) {
    const { plan, facts } = planPayment(body);
    return this.settle(key, body, plan, { facts, ...options });
  }

  settle(key: string, body: JsonValue, plan: Plan, options: Partial<Attempt> = {}) {
    const attemptId = options.attemptId ?? uuidv7();
    return this.engine.settle(
      {
        attemptId,
        caller: {
          merchantId: this.merchantId,
          clientId: this.merchantId,
          ip: '127.0.0.1',
          userAgent: 'engine-test',
          requestId: attemptId,
          receivedAtMs: performance.now(),
        },
        operation: 'payments',
        method: 'POST',
        path: '/api/v1/payments',
        key,
        body,
        waitMs: 5000,
        facts: {},
        ...options,
      },
      plan,
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
  }

  #policy(version: number): Policy {
    const policy = this.policies[version];
    if (!policy) throw new Error(`no policy version ${version}`);
    return policy;
  }
}

export function payment(amount = 1999): { [member: string]: JsonValue } {
  return { amount, currency: 'EUR', customer_reference: 'cus_1' };
}

/** How often each kind stands in a list. */
export function countBy<Item>(items: readonly Item[], of: (item: Item) => string) {
  const counts: Record<string, number> = {};
  for (const item of items) counts[of(item)] = (counts[of(item)] ?? 0) + 1;
  return counts;
}
