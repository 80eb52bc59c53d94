import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import type { Pool } from '@/lib/database/connection';
import { createPool } from '@/lib/database/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/database/testing/database';
import { historyProjections } from '@/lib/history/projections';
import { uuidv7 } from '@/lib/http/uuid';
import { type RunningTail, SECRET, startTail, waiting } from '@/lib/ledger/testing/tail-harness';
import { eraseCustomer } from '@/lib/maintenance/erase-customer';
import { nodeDigest } from '@/lib/verify/node-digest';
import { RecordChecker } from '@/lib/verify/record-chunk';
import type { Report } from '@/lib/verify/report';
import { verifyBundle } from '@/lib/verify/verify-bundle';
import type { ExportInput } from '../contract';
import { ExportFiles } from '../export-files';
import { type Maker, makerOn } from '../maker';
import { openSealedLog } from '../open-sealed-log';
import { readFilter } from '../read-filter';
import { findReadyJob, type ReadyJob } from '../ready-job';
import { requestExport } from '../request-export';
import { ExportRunner } from '../run-exports';
import type { SealedLog } from '../sealed-log';
import type { ZipEntry } from '../zip-writer';
import type { Gate } from './gate';

const ACTOR = { actor: 'key_00000000000000000000000000000001', actorRole: 'export' };

/** An instance that makes exports: a spool of its own on the test's database. */
export interface ExportInstance {
  readonly ownerId: string;
  readonly folder: string;
  readonly files: ExportFiles;
  readonly runner: ExportRunner;
  readonly stopping: AbortController;
}

interface Around {
  readonly maker?: (maker: Maker) => Partial<Maker>;
  readonly sealedLog?: SealedLog;
}

/** A database with a tail that seals, and instances that export. */
export class ExportHarness {
  readonly database: TestDatabase;
  readonly merchantId = uuidv7();
  readonly sealedLog: SealedLog;
  readonly #tail: RunningTail;
  readonly #tailPool: Pool;
  readonly #folders: string[] = [];

  private constructor(database: TestDatabase) {
    this.database = database;
    this.#tail = startTail(database.ownerUrl, historyProjections);
    this.#tailPool = createPool(database.ownerUrl, {
      size: 1,
      applicationName: 'signing',
      statementTimeoutMs: 20_000,
      lockTimeoutMs: 10_000,
      settings: { role: 'onceover_tail' },
    });
    this.sealedLog = openSealedLog(database.pool, this.#tailPool, SECRET);
  }

  static async open(): Promise<ExportHarness> {
    const harness = new ExportHarness(await createTestDatabase());
    await harness.database.pool.query('INSERT INTO merchants (merchant_id, name) VALUES ($1, $2)', [
      harness.merchantId,
      'Exporter',
    ]);
    return harness;
  }

  async close(): Promise<void> {
    await this.#tail.stop();
    await this.#tailPool.end();
    await this.database.drop();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  /** `around` puts itself between the instance and its parts. */
  instance(around: Around = {}): ExportInstance {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'onceover-exports-'));
    this.#folders.push(folder);
    const { pool } = this.database;
    const ownerId = uuidv7();
    const maker = makerOn(pool, ownerId);
    const files = new ExportFiles({
      folder,
      pool,
      maker: { ...maker, ...around.maker?.(maker) },
      log: this.sealedLog,
      version: '0.0.0',
      verifyPage: async () => '<!doctype html>\n',
    });
    const stopping = new AbortController();
    const sealedLog = around.sealedLog ?? this.sealedLog;
    const log = pino({ level: 'silent' });
    const runner = new ExportRunner({
      ...{ pool, files, sealedLog, log, ownerId },
      signal: stopping.signal,
    });
    return { ownerId, folder, files, runner, stopping };
  }

  /** Puts attempts into the outbox, with these members beside the usual ones, and has them sealed. */
  async write(records: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const ids = records.map(() => uuidv7());
    const full = records.map((record, index) => ({
      kind: 'attempt',
      source: 'ingest',
      request_id: ids[index],
      client_id: '01900000-0000-7000-8000-000000000001',
      ip: '192.0.2.7',
      user_agent: 'tests/1',
      latency_ms: 1.234 + index,
      operation: 'payments',
      idempotency_key: `key-${ids[index]}`,
      http_status: 201,
      fingerprint: 'ab'.repeat(32),
      policy_version: 0,
      resource_id: 'pay_01900000000070008000000000000002',
      amount: 1000 + index,
      currency: 'EUR',
      ...record,
    }));
    await this.database.pool.query(
      `INSERT INTO outbox (merchant_id, event_id, occurred_at, outcome, generation, record)
       SELECT $1, id, clock_timestamp(), 'executed', 1, record
       FROM unnest($2::uuid[], $3::json[]) AS attempts(id, record)`,
      [this.merchantId, ids, full.map((record) => JSON.stringify(record))],
    );
    await this.sealed();
  }

  /** The log, of which a checkpoint is handed out only once the gate is open. */
  gatedLog(gate: Gate): SealedLog {
    return {
      ...this.sealedLog,
      checkpoint: async (merchantId) => {
        const asOf = await this.sealedLog.checkpoint(merchantId);
        await gate.pass();
        return asOf;
      },
    };
  }

  /** Erases a customer as an operator does. */
  async erase(customer: string): Promise<void> {
    const { merchantId } = this;
    const ownerPool = createPool(this.database.ownerUrl, {
      size: 2,
      applicationName: 'erasure',
      statementTimeoutMs: 20_000,
      lockTimeoutMs: 10_000,
    });
    const actor = { actor: 'tests', actorRole: 'operator' };
    await eraseCustomer({ ownerPool, secret: 'x', actor, merchantId, customer, reason: 'asked' });
    await ownerPool.end();
  }

  /** Until nothing waits in the outbox. */
  async sealed(): Promise<void> {
    while ((await waiting(this.database)) > 0) await new Promise((next) => setTimeout(next, 20));
  }

  async request(
    input: Partial<ExportInput> = {},
    sealedLog: SealedLog = this.sealedLog,
  ): Promise<string> {
    const asked = { kind: 'events', format: 'csv', filter: {}, ...input } as ExportInput;
    const workPool = this.database.pool;
    return await requestExport({ workPool, sealedLog }, ACTOR, this.merchantId, asked);
  }

  async job(exportId: string): Promise<ReadyJob> {
    const name = { merchantId: this.merchantId, exportId };
    const job = await findReadyJob(this.database.pool, name);
    if (job === undefined) throw new Error('the export is not ready');
    return job;
  }

  async state(exportId: string): Promise<string> {
    return (await this.row(exportId))?.state ?? 'gone';
  }

  /** What the database has of an export, in whatever state; undefined where it is gone. */
  async row(exportId: string) {
    const { rows } = await this.database.pool.query<{
      state: string;
      size: number | null;
      manifest: string | null;
    }>('SELECT state, as_of_size::int AS size, manifest FROM exports WHERE export_id = $1', [
      exportId,
    ]);
    return rows[0];
  }

  /** Requests, runs and reads an export. */
  async export(
    input: Partial<ExportInput> = {},
    on = this.instance(),
  ): Promise<{ readonly id: string; readonly files: ReadonlyMap<string, Buffer> }> {
    const id = await this.request(input);
    await on.runner.runAll();
    return { id, files: await contents(await on.files.bundle(await this.job(id))) };
  }

  /** The rows of an events export with this filter, as of all that is sealed. */
  async data(given: ExportInput['filter']): Promise<Record<string, unknown>[]> {
    const { pool } = this.database;
    const filter = await readFilter(pool, this.merchantId, 'events', given);
    const asOf = await this.sealedLog.checkpoint(this.merchantId);
    const { files, folder } = this.instance();
    const exportId = uuidv7();
    const asked = { kind: 'events', format: 'jsonl', sample: null, revision: 0 } as const;
    const requested = { requestedBy: 'tests', requestedAt: asOf.at };
    const job = { ...asked, ...requested, merchantId: this.merchantId, exportId, filter, asOf };
    await files.make(job, {});
    const text = readFileSync(path.join(folder, `${exportId}.0`, 'data.jsonl'), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  /** The public key that the log's checkpoints are signed with. */
  async key(): Promise<string> {
    return (await this.sealedLog.signer(this.merchantId)).verifierKey;
  }
}

/** A maker whose data, or proofs, are written, but that says so only once the gate is open. */
export function gated(what: 'data' | 'proofs', gate: Gate): NonNullable<Around['maker']> {
  const after = async <Made>(making: Promise<Made>): Promise<Made> => {
    const made = await making;
    await gate.pass();
    return made;
  };
  return (maker) =>
    what === 'data'
      ? { data: (job, making) => after(maker.data(job, making)) }
      : { proofs: (job, range, making) => after(maker.proofs(job, range, making)) };
}

export async function contents(entries: readonly ZipEntry[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const { name, bytes, read } of entries) {
    const pieces: Uint8Array[] = [];
    for await (const piece of read()) pieces.push(piece);
    const content = Buffer.concat(pieces);
    if (content.length !== bytes) throw new Error(`${name} is not as long as it was said to be`);
    found.set(name, content);
  }
  return found;
}

/** The report on a bundle in memory, with this key. */
export function verified(
  files: ReadonlyMap<string, Buffer>,
  key: string,
  since?: string,
): Promise<Report> {
  const bundle = [...files].map(([name, content]) => ({
    name,
    async *read() {
      yield content;
    },
  }));
  return verifyBundle(bundle, {
    digest: nodeDigest,
    openChecker(rules) {
      const checker = new RecordChecker(nodeDigest, rules);
      return { width: 2, check: async (chunk) => checker.check(chunk), close: async () => {} };
    },
    keys: [key],
    since,
  });
}
