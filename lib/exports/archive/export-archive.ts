import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '@/lib/config/durable-file';
import { publicId, uuidv7 } from '@/lib/http/uuid';
import type { Archive, ArchivedFile, CoveredPart } from '@/lib/ledger/retention/archive';
import { bundleManifest } from '../bundle-manifest';
import { bundleFiles, inMemory, onDisk } from '../export-files';
import type { ExportJob } from '../job';
import type { Maker } from '../maker';
import { FileWriter, type WrittenFile } from '../making/file-writer';
import { MeasuredFiles } from '../measured-files';
import type { SealedLog } from '../sealed-log';
import { stated } from '../stated-filter';
import { VERIFY_GUIDE } from '../verify-guide';
import { type ZipEntry, zipArchive } from '../zip-writer';
import { erasedIn } from './erased-in';

interface ArchiveOptions {
  /** Of all archives on this instance. */
  readonly folder: string;
  readonly maker: Maker;
  readonly log: SealedLog;
  /** The program's. */
  readonly version: string;
  readonly verifyPage: () => Promise<string>;
  /** Rejects unless all of the bundle holds under one of these public keys. */
  readonly verify: (file: string, keys: readonly string[], signal: AbortSignal) => Promise<void>;
}

/** Attempts and system events: together every record of the part is open in one of the bundles. */
const KINDS = { events: 'attempt', access: 'system' } as const;
type Kind = keyof typeof KINDS;

/** A folder of bundles as exports are, two for each month of a stream: `mer_…/2025-10/events.zip`. */
export class ExportArchive implements Archive {
  readonly #options: ArchiveOptions;
  readonly #measured = new MeasuredFiles();

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /** A file that is there, but does not hold, or has what is erased since, is made again. */
  async keep(part: CoveredPart, month: string, signal: AbortSignal): Promise<ArchivedFile[]> {
    const stream = publicId('mer', part.merchantId);
    const folder = path.join(this.#options.folder, stream, month);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const files: ArchivedFile[] = [];
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const file = path.join(folder, `${kind}.zip`);
      if (!existsSync(file) || !(await this.#isCurrent(file, kind, part, signal))) {
        await this.#make(file, kind, part, signal);
        await this.#verify(file, part, signal);
      }
      const { sha256 } = (await this.#measured.measure(file)) as WrittenFile;
      files.push({ name: `${stream}/${month}/${kind}.zip`, sha256 });
    }
    for (const each of [folder, path.dirname(folder), this.#options.folder]) syncFolder(each);
    return files;
  }

  async #isCurrent(
    file: string,
    kind: Kind,
    part: CoveredPart,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await this.#verify(file, part, signal);
      return (await erasedIn(file)) === part.erased[KINDS[kind]];
    } catch (error) {
      if (signal.aborted) throw error;
      return false;
    }
  }

  async #verify(file: string, { merchantId, checkpoint }: CoveredPart, signal: AbortSignal) {
    const { log, verify } = this.#options;
    const signer = await log.signer(merchantId);
    const keys = [signer.verifierKey, await log.signerOf(merchantId, checkpoint.note)];
    await verify(file, [...new Set(keys)], signal);
  }

  async #make(file: string, kind: Kind, part: CoveredPart, signal: AbortSignal): Promise<void> {
    const folder = `${file}.making`;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    const job = jobOf(kind, part);
    const entries = await this.#bundle(job, part, { folder, onProgress: () => undefined, signal });
    const zip = await FileWriter.open(file, 'making');
    try {
      for await (const piece of zipArchive(entries)) {
        signal.throwIfAborted();
        await zip.write(piece);
      }
      await zip.finish();
    } catch (error) {
      await zip.abandon();
      throw error;
    }
    await rm(folder, { recursive: true });
  }

  async #bundle(
    job: ExportJob,
    { firstSeq, checkpoint: { size, note } }: CoveredPart,
    making: Parameters<Maker['data']>[1],
  ): Promise<ZipEntry[]> {
    const { maker, log, version, verifyPage } = this.#options;
    const { merchantId, format } = job;
    const data = await maker.data(job, making);
    const range = await log.rangeProof(merchantId, firstSeq - 1, size - 1, size);
    const { leaves, proofs, ...facts } = await maker.proofs(job, range, making);
    const texts = { 'VERIFY.md': VERIFY_GUIDE, 'verify.html': await verifyPage() };
    const signer = await log.signer(merchantId);
    const files = bundleFiles(job, { data, leaves, proofs }, texts);
    const signingKey = signer.verifierKey;
    const checkpointKey = await log.signerOf(merchantId, note);
    const found = { ...facts, rows: data.rows, files, signingKey, checkpointKey };
    const manifest = Buffer.from(bundleManifest(job, found, version));
    const { folder } = making;
    return [
      onDisk(folder, `data.${format}`, data.bytes),
      onDisk(folder, 'leaves.jsonl', leaves.bytes),
      onDisk(folder, 'proofs.jsonl', proofs.bytes),
      inMemory('manifest.json', manifest),
      inMemory('manifest.sig', signer.sign(manifest)),
      ...Object.entries(texts).map(([name, text]) => inMemory(name, Buffer.from(text))),
    ];
  }
}

function jobOf(kind: Kind, { merchantId, firstSeq, checkpoint }: CoveredPart): ExportJob {
  const after = firstSeq > 1 ? { after_seq: firstSeq - 1 } : {};
  return {
    merchantId,
    exportId: uuidv7(),
    kind,
    format: 'jsonl',
    filter: stated({ kind: KINDS[kind], ...after }),
    sample: null,
    asOf: checkpoint,
    requestedBy: 'onceover',
    requestedAt: checkpoint.at,
  };
}
