import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { Cursors } from '@/lib/http/cursor';
import { eventsQuery, keysQuery } from '../contract';
import { listEvents } from '../events/list-events';
import type { HistoryReader } from '../history-reader';
import { listKeys } from '../keys/listing/list-keys';
import { TestLog } from './test-log';

export type Json = Record<string, unknown>;

interface Page {
  readonly data: readonly Json[];
  readonly next_cursor: string | null;
}

/** The lists over a log of the test's own, read as their routes read them. */
export class TestLists {
  readonly log: TestLog;
  readonly database: TestDatabase;
  readonly #reader: HistoryReader;

  private constructor(database: TestDatabase, log: TestLog) {
    this.log = log;
    this.database = database;
    this.#reader = { workPool: database.pool, cursors: new Cursors('a secret of the tests') };
  }

  static async open(): Promise<TestLists> {
    const database = await createTestDatabase();
    return new TestLists(database, await TestLog.open(database));
  }

  async page(list: 'events' | 'keys', merchantId: string, query: Json): Promise<Page> {
    const { body } =
      list === 'events'
        ? await listEvents(this.#reader, merchantId, eventsQuery.parse(query))
        : await listKeys(this.#reader, merchantId, keysQuery.parse(query));
    return JSON.parse(String(body));
  }

  /** All pages; `between` runs after each but the last. */
  async readAll(
    list: 'events' | 'keys',
    merchantId: string,
    query: Json,
    between = async () => {},
  ): Promise<Json[]> {
    const rows: Json[] = [];
    const { after_seq, ...rest } = query;
    let sent = query;
    for (;;) {
      const page = await this.page(list, merchantId, sent);
      rows.push(...page.data);
      if (page.next_cursor === null) return rows;
      sent = { ...rest, cursor: page.next_cursor };
      await between();
    }
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.database.drop();
  }
}

export const keysOf = (rows: readonly Json[]) => rows.map((row) => row.idempotency_key);
export const seqsOf = (rows: readonly Json[]) => rows.map((row) => row.seq);
