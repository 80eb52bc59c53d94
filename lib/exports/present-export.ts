import { publicId } from '@/lib/http/uuid';
import type { ExportRecord } from './store';

/** An export as the API shows it. */
export function presentExport(row: ExportRecord): Record<string, unknown> {
  return {
    id: publicId('exp', row.exportId),
    object: 'export',
    kind: row.kind,
    format: row.format,
    filter: row.filter,
    sample: row.sampleSize,
    seed: row.sampleSeed,
    state: row.state,
    rows_total: row.rowsTotal === null ? null : Number(row.rowsTotal),
    rows_done: Number(row.rowsDone),
    as_of: asOf(row),
    requested_by: row.requestedBy,
    reason: row.reason,
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    expires_at: row.expiresAt.toISOString(),
    error: row.error,
    sha256: row.dataSha256,
  };
}

function asOf({ checkpoint, asOfAt }: ExportRecord): Record<string, unknown> | null {
  if (checkpoint === null || asOfAt === null) return null;
  const [, size, root = ''] = checkpoint.split('\n');
  return {
    size: Number(size),
    root: Buffer.from(root, 'base64').toString('hex'),
    created_at: asOfAt.toISOString(),
    note: checkpoint,
  };
}
