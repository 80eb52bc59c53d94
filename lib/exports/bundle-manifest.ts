import { publicId } from '@/lib/http/uuid';
import type { ExportJob } from './job';
import type { WrittenFile } from './making/file-writer';
import { LIMITS, PLAIN_LIMITS, PROVED } from './what-is-proved';

/** A file of a bundle by its name. */
export type BundleFiles = Readonly<Record<string, WrittenFile>>;

/** What the making of a bundle's files found. */
export interface BundleFacts {
  readonly rows: number;
  /** By currency, decimal text, minor units. */
  readonly sums: Readonly<Record<string, string>>;
  /** Null where the rows are not records of the log. */
  readonly sequence: { readonly first: number; readonly last: number } | null;
  readonly erased: readonly number[];
  readonly undecidable: readonly number[];
  readonly files: BundleFiles;
  readonly signingKey: string;
  readonly checkpointKey: string;
}

/**
 * The text of manifest.json. It holds no time of its making, so that the same export made again,
 * here or on another instance, is the same bytes.
 */
export function bundleManifest(job: ExportJob, facts: BundleFacts, version: string): string {
  const [, size, base64 = ''] = job.asOf.note.split('\n');
  const root = Buffer.from(base64, 'base64').toString('hex');
  const manifest = {
    format: 'onceover-export/1',
    kind: job.kind,
    data_format: job.format,
    filter: job.filter,
    sample: job.sample,
    merchant: publicId('mer', job.merchantId),
    as_of: { size: Number(size), root, created_at: job.asOf.at, checkpoint: job.asOf.note },
    sequence: facts.sequence,
    rows: facts.rows,
    sums: facts.sums,
    erased: { rows: rangesOf(facts.erased), undecidable: rangesOf(facts.undecidable) },
    files: Object.entries(facts.files).map(([name, { bytes, sha256 }]) => ({
      name,
      bytes,
      sha256,
    })),
    export_id: publicId('exp', job.exportId),
    requested_by: job.requestedBy,
    requested_at: job.requestedAt,
    tool: { name: 'onceover', version },
    signing_key: facts.signingKey,
    checkpoint_key: facts.checkpointKey,
    proved: facts.sequence === null ? [] : PROVED,
    not_proved: facts.sequence === null ? [...PLAIN_LIMITS, ...LIMITS] : LIMITS,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Ascending numbers as ranges: 3, 4, 5, 9 → `3-5`, `9`. */
function rangesOf(numbers: readonly number[]): string[] {
  const found: [first: number, last: number][] = [];
  for (const number of numbers) {
    const current = found.at(-1);
    if (current?.[1] === number - 1) current[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
}
