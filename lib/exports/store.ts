import type { Pool } from '@/lib/database/connection';
import type { Prisma, PrismaClient } from '@/lib/database/prisma/client';
import { type Queryable, runStatement } from '@/lib/database/session';
import { timeText } from '@/lib/database/time-text';
import type { AsOf, ExportJob } from './job';

export type ExportRecord = Prisma.ExportGetPayload<object>;

const AS_OF = `json_build_object('size', as_of_size, 'at', ${timeText('as_of_at')},
  'note', checkpoint)`;

export interface NewExport extends Omit<ExportJob, 'asOf' | 'requestedAt'> {
  readonly reason: string | null;
  readonly keptSeconds: number;
}

export async function insertExport(transaction: Queryable, made: NewExport): Promise<void> {
  await transaction.query({
    name: 'insert-export',
    text: `INSERT INTO exports (merchant_id, export_id, kind, format, filter, sample_size, sample_seed,
        state, requested_by, reason, expires_at)
      VALUES ($1, $2, $3, $4, $5::json, $6, $7, 'pending', $8, $9,
        clock_timestamp() + $10::float8 * interval '1 second')`,
    values: [
      made.merchantId,
      made.exportId,
      made.kind,
      made.format,
      JSON.stringify(made.filter),
      made.sample?.size ?? null,
      made.sample?.seed ?? null,
      made.requestedBy,
      made.reason,
      made.keptSeconds,
    ],
  });
}

/**
 * Sets what the export is as of, unless whoever else had a checkpoint signed for it has set that
 * already. Returns what it is as of; undefined where the export is gone.
 */
export async function setAsOf(
  pool: Pool,
  { merchantId, exportId }: ExportName,
  { size, at, note }: AsOf,
): Promise<AsOf | undefined> {
  const [row] = await runStatement<{ asOf: AsOf }>(pool, {
    name: 'set-export-as-of',
    text: `UPDATE exports SET as_of_size = coalesce(as_of_size, $3),
        as_of_at = coalesce(as_of_at, $4), checkpoint = coalesce(checkpoint, $5)
      WHERE merchant_id = $1 AND export_id = $2
      RETURNING ${AS_OF} AS "asOf"`,
    values: [merchantId, exportId, size, at, note],
  });
  return row?.asOf;
}

/** Expired ones are gone for everybody, though their rows may stand a while longer. */
export function findExport(
  prisma: PrismaClient,
  merchantId: string,
  exportId: string,
): Promise<ExportRecord | null> {
  return prisma.export.findFirst({
    where: { merchantId, exportId, expiresAt: { gt: new Date() } },
  });
}

export function listExports(
  prisma: PrismaClient,
  merchantId: string,
  page: { readonly before: string | undefined; readonly limit: number },
): Promise<ExportRecord[]> {
  return prisma.export.findMany({
    where: {
      merchantId,
      expiresAt: { gt: new Date() },
      ...(page.before && { exportId: { lt: page.before } }),
    },
    orderBy: { exportId: 'desc' },
    take: page.limit + 1,
  });
}

/** Cancels what is not finished. False where it is, or where there is none. */
export async function cancelExport(
  transaction: Queryable,
  { merchantId, exportId }: ExportName,
): Promise<boolean> {
  const { rowCount } = await transaction.query({
    name: 'cancel-export',
    text: `UPDATE exports SET state = 'cancelled', finished_at = clock_timestamp(), owner_id = NULL
      WHERE merchant_id = $1 AND export_id = $2 AND state IN ('pending', 'running')`,
    values: [merchantId, exportId],
  });
  return rowCount === 1;
}

export interface ExportName {
  readonly merchantId: string;
  readonly exportId: string;
}

/** A row as a job; `asOf` null until a checkpoint was signed for it. */
export interface StoredJob extends Omit<ExportJob, 'asOf'> {
  readonly asOf: AsOf | null;
  readonly state: string;
  readonly rowsTotal: number | null;
  readonly dataSha256: string | null;
  readonly manifest: string | null;
  readonly signature: Buffer | null;
  /** Raised by each erasure of a customer of the merchant. */
  readonly revision: number;
}

/** An export's files as they were begun. */
type Revision = Pick<StoredJob, 'merchantId' | 'exportId' | 'revision'>;

const JOB = `merchant_id AS "merchantId", export_id AS "exportId", kind, format, filter, state,
  revision, CASE WHEN sample_size IS NOT NULL
    THEN json_build_object('size', sample_size, 'seed', sample_seed) END AS sample,
  CASE WHEN checkpoint IS NOT NULL THEN ${AS_OF} END AS "asOf",
  requested_by AS "requestedBy", ${timeText('created_at')} AS "requestedAt",
  rows_total::float8 AS "rowsTotal", data_sha256 AS "dataSha256", manifest, signature`;

export async function readJob(
  pool: Pool,
  { merchantId, exportId }: ExportName,
): Promise<StoredJob | undefined> {
  const [job] = await runStatement<StoredJob>(pool, {
    name: 'read-export-job',
    text: `SELECT ${JOB} FROM exports WHERE merchant_id = $1 AND export_id = $2`,
    values: [merchantId, exportId],
  });
  return job;
}

/**
 * Takes the oldest export that waits, or that an owner has left. Each has one owner at a time, and
 * an owner that was away too long finds that it is none any more.
 */
export async function claimExport(
  pool: Pool,
  ownerId: string,
  leaseMs: number,
): Promise<StoredJob | undefined> {
  const [job] = await runStatement<StoredJob>(pool, {
    name: 'claim-export',
    text: `UPDATE exports SET state = 'running', owner_id = $1, rows_done = 0,
        lease_expires_at = clock_timestamp() + $2::float8 * interval '1 millisecond'
      WHERE (merchant_id, export_id) = (
        SELECT merchant_id, export_id FROM exports
        WHERE state = 'pending'
          OR state = 'running' AND lease_expires_at < clock_timestamp()
        ORDER BY export_id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING ${JOB}`,
    values: [ownerId, leaseMs],
  });
  return job;
}

/** Says how far it is and keeps the lease; false where the export is not this owner's any more. */
export async function keepExport(
  pool: Pool,
  { merchantId, exportId }: ExportName,
  ownerId: string,
  progress: { readonly total: number | null; readonly done: number; readonly leaseMs: number },
): Promise<boolean> {
  const rows = await runStatement(pool, {
    name: 'keep-export',
    text: `UPDATE exports SET rows_total = $4, rows_done = $5,
        lease_expires_at = clock_timestamp() + $6::float8 * interval '1 millisecond'
      WHERE merchant_id = $1 AND export_id = $2 AND state = 'running' AND owner_id = $3
      RETURNING 1`,
    values: [merchantId, exportId, ownerId, progress.total, progress.done, progress.leaseMs],
  });
  return rows.length === 1;
}

/** How a run ended; false where the export is not this owner's any more, and nothing is stored. */
export async function finishExport(
  pool: Pool,
  { merchantId, exportId, revision }: Revision,
  ownerId: string,
  end: { readonly rows: number; readonly sha256: string } | { readonly error: string },
): Promise<boolean> {
  const ready = 'rows' in end;
  const rows = await runStatement(pool, {
    name: 'finish-export',
    text: `UPDATE exports SET state = $4, rows_total = coalesce($5, rows_total),
        rows_done = coalesce($5, rows_done), data_sha256 = $6, error = $7,
        finished_at = clock_timestamp(), owner_id = NULL, lease_expires_at = NULL
      WHERE merchant_id = $1 AND export_id = $2 AND state = 'running' AND owner_id = $3
        AND revision = $8
      RETURNING 1`,
    values: [
      merchantId,
      exportId,
      ownerId,
      ready ? 'ready' : 'failed',
      ready ? end.rows : null,
      ready ? end.sha256 : null,
      ready ? null : end.error,
      revision,
    ],
  });
  return rows.length === 1;
}

/**
 * The data were made again, maybe not the same bytes: a row was erased, or a key has moved on. False
 * where the export has another revision since, or is not ready any more.
 */
export async function storeData(
  pool: Pool,
  { merchantId, exportId, revision }: Revision,
  made: { readonly rows: number; readonly sha256: string },
): Promise<boolean> {
  const rows = await runStatement(pool, {
    name: 'store-export-data',
    text: `UPDATE exports SET rows_total = $4, rows_done = $4, data_sha256 = $5,
        manifest = CASE WHEN data_sha256 = $5 THEN manifest END,
        signature = CASE WHEN data_sha256 = $5 THEN signature END
      WHERE merchant_id = $1 AND export_id = $2 AND revision = $3 AND state = 'ready'
      RETURNING 1`,
    values: [merchantId, exportId, revision, made.rows, made.sha256],
  });
  return rows.length === 1;
}

/** The signed manifest of the data; false where the row names others since. */
export async function storeManifest(
  pool: Pool,
  { merchantId, exportId, revision }: Revision,
  made: { readonly dataSha256: string; readonly manifest: string; readonly signature: Buffer },
): Promise<boolean> {
  const rows = await runStatement(pool, {
    name: 'store-export-manifest',
    text: `UPDATE exports SET manifest = $5, signature = $6
      WHERE merchant_id = $1 AND export_id = $2 AND revision = $3 AND data_sha256 = $4
        AND state = 'ready'
      RETURNING 1`,
    values: [merchantId, exportId, revision, made.dataSha256, made.manifest, made.signature],
  });
  return rows.length === 1;
}

/** The bundle cannot be made: the export is not what it was asked to be. */
export async function failExport(
  pool: Pool,
  { merchantId, exportId, revision }: Revision,
  error: string,
): Promise<void> {
  await runStatement(pool, {
    name: 'fail-export',
    text: `UPDATE exports SET state = 'failed', error = $4
      WHERE merchant_id = $1 AND export_id = $2 AND revision = $3 AND state = 'ready'`,
    values: [merchantId, exportId, revision, error],
  });
}

/** An export that its owner cannot finish now waits for another one. */
export async function releaseExport(
  pool: Pool,
  { merchantId, exportId }: ExportName,
  ownerId: string,
): Promise<void> {
  await runStatement(pool, {
    name: 'release-export',
    text: `UPDATE exports SET state = 'pending', owner_id = NULL, lease_expires_at = NULL
      WHERE merchant_id = $1 AND export_id = $2 AND state = 'running' AND owner_id = $3`,
    values: [merchantId, exportId, ownerId],
  });
}

/** Removes rows whose time is over, of every merchant; those that an erasure holds the next time. */
export async function deleteExpired(pool: Pool): Promise<void> {
  await runStatement(pool, {
    name: 'delete-expired-exports',
    text: `DELETE FROM exports WHERE (merchant_id, export_id) IN (
      SELECT merchant_id, export_id FROM exports
      WHERE expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED)`,
    values: [],
  });
}

/** Of these exports the names of the folders that count: of the revision in force, as 01a2…-….0. */
export async function folderNames(pool: Pool, exportIds: readonly string[]): Promise<string[]> {
  const rows = await runStatement<{ name: string }>(pool, {
    name: 'export-folder-names',
    text: `SELECT export_id || '.' || revision AS name FROM exports
      WHERE export_id = ANY ($1::uuid[]) AND state NOT IN ('failed', 'cancelled')`,
    values: [exportIds],
  });
  return rows.map(({ name }) => name);
}
