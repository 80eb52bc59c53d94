import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { Pool } from '@/lib/database/connection';
import type { TestDatabase } from '@/lib/database/testing/database';
import { uuidv7 } from '@/lib/http/uuid';
import { CheckpointFiles } from '../checkpoints/checkpoint-files';
import { Checkpointer } from '../checkpoints/checkpointer';
import { SigningKeys } from '../checkpoints/signing-keys';
import type { Projection } from '../projection';
import { openTailPool } from '../tail/open-pool';
import { Tail, type TailReport } from '../tail/tail';

export const SECRET = 'tests-secret-0123456789abcdef0123';

/** A tail that runs in this process. */
export interface RunningTail {
  readonly ownerId: string;
  readonly dataDir: string;
  readonly reports: TailReport[];
  /** Lets it drain; rejects where `run` did. */
  stop(): Promise<void>;
}

/** As the server's thread runs it; `ownerUrl` may lead through something that disturbs it. */
export function startTail(
  ownerUrl: string,
  projections: readonly Projection[] = [],
  givenDir?: string,
): RunningTail {
  const dataDir = givenDir ?? mkdtempSync(path.join(os.tmpdir(), 'onceover-tail-'));
  const pool = openTailPool(ownerUrl, 'onceover_tail', () => undefined);
  const ownerId = uuidv7();
  const reports: TailReport[] = [];
  const stopping = new AbortController();
  const tail = new Tail({
    pool,
    ownerId,
    projections,
    checkpointer: new Checkpointer({
      pool,
      keys: new SigningKeys(pool, SECRET),
      files: new CheckpointFiles(dataDir),
      now: () => performance.now(),
    }),
    log: pino({ level: 'silent' }),
    onReport: (report) => reports.push(report),
  });
  const running = tail.run(stopping.signal);
  return {
    ownerId,
    dataDir,
    reports,
    async stop() {
      stopping.abort();
      await running;
      await pool.end();
      if (givenDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

let written = 0;

/** Attempts in the outbox, as the hot path leaves them; returns their ids in the order of writing. */
export async function writeAttempts(
  pool: Pool,
  merchantId: string,
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await pool.query(
    `INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
     SELECT $1, id, clock_timestamp(), 'executed', 1, record
     FROM unnest($2::uuid[], $3::json[]) AS attempts(id, record)`,
    [merchantId, ids, ids.map((id) => JSON.stringify(record(id)))],
  );
  return ids;
}

function record(requestId: string): Record<string, unknown> {
  written += 1;
  return {
    kind: 'attempt',
    source: 'ingest',
    request_id: requestId,
    client_id: '01900000-0000-7000-8000-000000000001',
    ip: '192.0.2.7',
    user_agent: 'tests/1',
    latency_ms: 1.234,
    operation: 'payments',
    idempotency_key: `key-${written}`,
    http_status: 201,
    fingerprint: 'ab'.repeat(32),
    policy_version: 0,
    resource_id: 'pay_01900000000070008000000000000002',
    amount: 1000 + written,
    currency: 'EUR',
    customer_reference: `cus-${written % 10}`,
    metadata: { order: String(written) },
  };
}

/** How many rows wait in the outbox. */
export async function waiting(database: TestDatabase): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM outbox',
  );
  return rows[0]?.n ?? -1;
}
