import { createHash } from 'node:crypto';
import { withConnection } from '@/lib/database/connect';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { runTransaction } from '@/lib/database/session';
import type { TestDatabase } from '@/lib/database/testing/database';
import type { LogEvent } from '@/lib/ledger/log-event';
import { historyProjections } from '../projections';

/** The event as a row of the log, by its columns' names. */
function row(event: LogEvent): Record<string, unknown> {
  const columns = Object.entries(event).map(([name, value]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  const leaf = createHash('sha256').update(event.eventId).digest('hex');
  return {
    ...Object.fromEntries(columns),
    fingerprint: event.fingerprint && `\\x${event.fingerprint}`,
    leaf_hash: `\\x${leaf}`,
    sealed_salt: '\\x00',
    personal_salt: '\\x00',
  };
}

/** A log that tests write themselves: seq and read models as the tail gives them, no tree. */
export class TestLog {
  readonly #pool: Pool;
  readonly #sizes = new Map<string, number>();

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  static async open(database: TestDatabase): Promise<TestLog> {
    await withConnection(database.ownerUrl, (client) =>
      client.query('CREATE TABLE events_of_tests PARTITION OF events DEFAULT'),
    );
    const pool = createPool(database.ownerUrl, {
      size: 2,
      applicationName: 'test-log',
      statementTimeoutMs: 20_000,
      lockTimeoutMs: 10_000,
      settings: { role: 'onceover_tail' },
    });
    return new TestLog(pool);
  }

  /** One batch of the tail. Returns the events with their seq. */
  async append(events: readonly LogEvent[]): Promise<LogEvent[]> {
    const placed = [...events]
      .sort(
        (one, other) =>
          (one.merchantId < other.merchantId ? -1 : 1) *
          Number(one.merchantId !== other.merchantId),
      )
      .map((event) => {
        const seq = (this.#sizes.get(event.merchantId) ?? 0) + 1;
        this.#sizes.set(event.merchantId, seq);
        return { ...event, seq };
      });
    await runTransaction(this.#pool, async (transaction) => {
      await transaction.query({
        name: 'test-append',
        text: 'INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $1)',
        values: [JSON.stringify(placed.map(row))],
      });
      for (const projection of historyProjections) await projection.apply(transaction, placed);
    });
    return placed;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
