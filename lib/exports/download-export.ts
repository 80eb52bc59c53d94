import type { Actor } from '@/lib/access/actor';
import type { Pool } from '@/lib/database/connection';
import { runTransaction } from '@/lib/database/session';
import type { ApiResponse, Pieces } from '@/lib/http/api-message';
import { notFound, Problem } from '@/lib/http/problem';
import { publicId } from '@/lib/http/uuid';
import { recordSystemEvent } from '@/lib/ledger/record-system-event';
import type { ExportFiles } from './export-files';
import { filePieces } from './file-pieces';
import { loggedFilter } from './logged-filter';
import { findReadyJob, type ReadyJob } from './ready-job';
import type { ExportRecord } from './store';
import { zipArchive, zipBytes } from './zip-writer';

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
} as const;

/**
 * The data file, or the bundle as a ZIP archive, piece by piece; both are made again where they are not
 * on this instance. That it was downloaded is in the log before the first byte leaves. Throws the
 * problem `invalid-request` for an export that is not ready.
 */
export async function downloadExport(
  { workPool, exportFiles }: { readonly workPool: Pool; readonly exportFiles: ExportFiles },
  actor: Actor,
  found: ExportRecord,
  bundle: boolean,
): Promise<ApiResponse> {
  if (found.state !== 'ready') throw notReady(found);
  const job = await findReadyJob(workPool, found);
  if (job === undefined) throw notFound('No export of this merchant has this id.');
  const id = publicId('exp', found.exportId);
  const download = bundle
    ? await bundleDownload(exportFiles, job, id)
    : await dataDownload(exportFiles, job, id);
  const { filter, personal } = loggedFilter(job.filter);
  await runTransaction(workPool, (transaction) =>
    recordSystemEvent(transaction, {
      ...actor,
      merchantId: found.merchantId,
      action: 'export.downloaded',
      subjectType: 'export',
      subjectId: id,
      reason: null,
      before: null,
      after: { bundle, rows: Number(found.rowsTotal), filter },
      personal,
    }),
  );
  return attachment(download);
}

/** What is sent; nothing is opened before it is. */
interface Download {
  readonly type: string;
  readonly name: string;
  readonly bytes: number;
  readonly pieces: Pieces;
}

async function dataDownload(files: ExportFiles, job: ReadyJob, id: string): Promise<Download> {
  const { file, bytes } = await files.data(job);
  const type = CONTENT_TYPES[job.format];
  return { type, name: `${id}.${job.format}`, bytes, pieces: filePieces(file) };
}

async function bundleDownload(files: ExportFiles, job: ReadyJob, id: string): Promise<Download> {
  const entries = await files.bundle(job);
  return {
    type: 'application/zip',
    name: `${id}.zip`,
    bytes: zipBytes(entries),
    pieces: zipArchive(entries),
  };
}

function attachment({ type, name, bytes, pieces }: Download): ApiResponse {
  return {
    status: 200,
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'content-length': String(bytes),
      'cache-control': 'no-store',
    },
    body: pieces,
  };
}

function notReady({ state, error }: ExportRecord): Problem {
  const why = state === 'failed' ? `it failed: ${error ?? 'no reason is known'}` : `it is ${state}`;
  return new Problem('invalid-request', `Only an export that is ready can be downloaded; ${why}.`);
}
