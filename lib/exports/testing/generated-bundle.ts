import { createHash } from 'node:crypto';
import { publicId } from '@/lib/http/uuid';
import { openings } from '@/lib/ledger/leaf';
import { dataHeader, dataRow, type LogKind } from '@/lib/verify/data-row';
import { RecordFilter } from '@/lib/verify/filter';
import { MANIFEST_FORMAT, type Manifest, manifestText, ranges } from '@/lib/verify/manifest';
import { parseRecord } from '@/lib/verify/record';
import { proofHeader, proofLine } from '../making/proof-lines';
import {
  leafOf,
  MERCHANT_ID,
  naiveRangeProof,
  naiveRoot,
  recordOf,
  type SaltedEvent,
  TestSigner,
} from './generated-log';

export interface BundleOptions {
  readonly signer?: TestSigner;
  readonly kind?: LogKind;
  readonly format?: 'csv' | 'jsonl';
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly first?: number;
  readonly sample?: { readonly size: number; readonly seed: string };
  /** Sequence numbers of records that match and are left out all the same. */
  readonly leaveOut?: readonly number[];
}

export type Files = Record<string, Buffer>;

const ORIGIN = `onceover.test/${publicId('mer', MERCHANT_ID)}`;

/** The files of a bundle over a made-up log; honest unless the options say otherwise. */
export function generatedBundle(log: readonly SaltedEvent[], options: BundleOptions = {}): Files {
  const { kind = 'events', format = 'csv', first = 1, signer = new TestSigner() } = options;
  const filter = { kind: kind === 'events' ? 'attempt' : 'system', ...options.filter };
  const leaves = log.map(leafOf);
  const root = naiveRoot(leaves);
  const size = log.length;
  const checkpoint = signer.checkpoint(ORIGIN, size, root);
  const wanted = new RecordFilter(filter);
  const range = log.slice(first - 1);
  const matching = range.filter((salted) => wanted.matches(columnsOf(salted)) === 'yes');
  const chosen = sampled(matching, options.sample).filter(
    ({ event }) => !options.leaveOut?.includes(event.seq),
  );
  const isChosen = new Set(chosen);
  const rows = chosen.map((salted) => rowOf(salted, kind, format));
  const proofs = range.map((salted) =>
    proofLine(salted.event, salted.salts, isChosen.has(salted) ? undefined : wanted.columns),
  );
  const proof = naiveRangeProof(leaves, first - 1, size);
  const files: Files = {
    [`data.${format}`]: Buffer.from(dataHeader(kind, format) + rows.join('')),
    'leaves.jsonl': Buffer.from(range.map((salted) => `${recordOf(salted)}\n`).join('')),
    'proofs.jsonl': Buffer.from(
      proofHeader(checkpoint, { first, last: size, size, proof }) + proofs.join(''),
    ),
    'VERIFY.md': Buffer.from('How to verify.\n'),
    'verify.html': Buffer.from('<!doctype html>\n'),
  };
  const erased = chosen.filter(({ salts }) => salts.personal === null);
  const undecidable = range.filter(
    (salted) => salted.salts.personal === null && !isChosen.has(salted) && hides(salted, wanted),
  );
  return resigned(files, signer, {
    format: MANIFEST_FORMAT,
    kind,
    data_format: format,
    filter,
    sample: options.sample ?? null,
    merchant: publicId('mer', MERCHANT_ID),
    as_of: {
      size,
      root: root.toString('hex'),
      created_at: '2026-11-30T00:00:00.000000Z',
      checkpoint,
    },
    sequence: { first, last: size },
    rows: rows.length,
    sums: sumsOf(chosen),
    erased: {
      rows: ranges(erased.map(({ event }) => event.seq)),
      undecidable: ranges(undecidable.map(({ event }) => event.seq)),
    },
    files: [],
    export_id: 'exp_00000000000000000000000000000000',
    requested_by: 'key_00000000000000000000000000000000',
    requested_at: '2026-11-30T00:00:00.000000Z',
    tool: { name: 'onceover', version: '0.1.0' },
    signing_key: signer.verifierKey,
    checkpoint_key: signer.verifierKey,
    proved: [],
    not_proved: ['that nothing happened beside the log'],
  });
}

/** The bundle with its files' hashes written down anew and its manifest signed by `signer`. */
export function resigned(files: Files, signer: TestSigner, manifest: Manifest): Files {
  const named = Object.entries(files)
    .filter(([name]) => !name.startsWith('manifest.'))
    .map(([name, content]) => ({
      name,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }));
  const text = manifestText({ ...manifest, files: named });
  return { ...files, 'manifest.json': Buffer.from(text), 'manifest.sig': signer.sign(text) };
}

export function manifestOf(files: Files): Manifest {
  return JSON.parse(String(files['manifest.json']));
}

function sampled(
  matching: readonly SaltedEvent[],
  sample: BundleOptions['sample'],
): readonly SaltedEvent[] {
  if (sample === undefined) return matching;
  const rank = ({ event }: SaltedEvent) =>
    createHash('sha256').update(`${sample.seed}:${event.seq}`).digest('hex');
  return [...matching]
    .sort((one, other) => (rank(one) < rank(other) ? -1 : 1))
    .slice(0, sample.size)
    .sort((one, other) => one.event.seq - other.event.seq);
}

function rowOf(salted: SaltedEvent, kind: LogKind, format: 'csv' | 'jsonl'): string {
  const record = parseRecord(recordOf(salted));
  if (record === undefined) throw new Error('a record is not one');
  const columns = columnsOf(salted);
  return dataRow(kind, format, { ...record, leafHash: leafOf(salted).toString('hex') }, columns);
}

function columnsOf({ event, salts }: SaltedEvent): Record<string, unknown> {
  const opened = Object.entries(openings(event, salts));
  return Object.fromEntries(opened.map(([name, { value }]) => [name, value]));
}

/** Whether the filter hangs on columns of the record that are erased. */
function hides(salted: SaltedEvent, filter: RecordFilter): boolean {
  return filter.matches(columnsOf(salted), new Set(Object.keys(salted.erased))) === 'unknown';
}

function sumsOf(rows: readonly SaltedEvent[]): Record<string, string> {
  const sums: Record<string, bigint> = {};
  for (const { event } of rows) {
    if (event.amount === null || event.currency === null) continue;
    sums[event.currency] = (sums[event.currency] ?? 0n) + BigInt(event.amount);
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, String(sum)]));
}
