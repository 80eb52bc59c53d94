import { expect } from 'vitest';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import type { LogEvent } from '@/lib/ledger/log-event';
import { type RunningTail, startTail } from '@/lib/ledger/testing/tail-harness';
import { historyProjections } from '../projections';
import { type RebuildProgress, rebuildReadModels } from '../rebuild/rebuild-read-models';

const WAIT_MS = 30_000;

/** Every table that a rebuild makes. */
export const READ_MODELS = historyProjections.flatMap(({ tables }) => tables);

/** A database whose read models a tail makes, and a rebuild makes again. */
export class RebuildHarness {
  readonly database: TestDatabase;
  readonly owner: Pool;
  readonly #pools: Pool[] = [];

  private constructor(database: TestDatabase) {
    this.database = database;
    this.owner = this.ownerPool('rebuild-test');
  }

  static async open(): Promise<RebuildHarness> {
    return new RebuildHarness(await createTestDatabase());
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
    await this.database.drop();
  }

  /** Waits for locks as long as it must. */
  ownerPool(applicationName: string): Pool {
    const pool = createPool(this.database.ownerUrl, {
      size: 3,
      applicationName,
      statementTimeoutMs: 0,
      lockTimeoutMs: 0,
    });
    this.#pools.push(pool);
    return pool;
  }

  startTail(): RunningTail {
    return startTail(this.database.ownerUrl, historyProjections);
  }

  async rebuild(): Promise<RebuildProgress> {
    return await rebuildReadModels(this.owner, historyProjections, () => undefined);
  }

  /** Events as the hot path leaves them. */
  async write(events: readonly LogEvent[]): Promise<void> {
    await this.owner.query(
      `INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::integer[], $6::json[])`,
      [
        events.map(({ merchantId }) => merchantId),
        events.map(({ eventId }) => eventId),
        events.map(({ occurredAt }) => occurredAt),
        events.map(({ outcome }) => outcome),
        events.map(({ generation }) => generation),
        events.map(record),
      ],
    );
  }

  async untilMoved(): Promise<void> {
    const left = async () => (await this.owner.query('SELECT FROM outbox LIMIT 1')).rowCount;
    await expect.poll(left, { timeout: WAIT_MS }).toBe(0);
  }

  /** Until one session with this name waits for a lock. */
  async untilOneWaits(applicationName: string): Promise<void> {
    const waiting = async () => {
      const { rows } = await this.owner.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = $1 AND wait_event_type = 'Lock'`,
        [applicationName],
      );
      return rows[0]?.n;
    };
    await expect.poll(waiting, { timeout: WAIT_MS, interval: 20 }).toBe(1);
  }

  /** Every row of every read model, as text. */
  async readModels(): Promise<Record<string, string[]>> {
    const dump: Record<string, string[]> = {};
    for (const table of READ_MODELS) {
      const { rows } = await this.owner.query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} t ORDER BY t::text`,
      );
      dump[table] = rows.map(({ row }) => row);
    }
    return dump;
  }
}

function record(event: LogEvent): string {
  return JSON.stringify({
    kind: event.kind,
    source: event.source,
    operation: event.operation,
    idempotency_key: event.idempotencyKey,
    http_status: event.httpStatus,
    fingerprint: event.fingerprint,
    amount: event.amount,
    currency: event.currency,
    customer_reference: event.customerReference,
    metadata: event.metadata,
    client_id: event.client,
    ip: event.ip,
    user_agent: event.userAgent,
    request_id: event.requestId,
    latency_ms: 1.5,
    ...event.detail,
  });
}
