import path from 'node:path';
import type { Pool } from '@/lib/database/connection';
import { notFound } from '@/lib/http/problem';
import { type BundleFiles, bundleManifest } from './bundle-manifest';
import { ExportFolders } from './export-folders';
import { filePieces } from './file-pieces';
import { type ExportJob, isOfRecords } from './job';
import type { Maker, Making } from './maker';
import type { WrittenFile } from './making/file-writer';
import type { Progress, WrittenData } from './making/write-data';
import { MeasuredFiles, measureText } from './measured-files';
import { findReadyJob, type ReadyJob } from './ready-job';
import type { SealedLog } from './sealed-log';
import { folderNames, storeData, storeManifest } from './store';
import { VERIFY_GUIDE } from './verify-guide';
import type { ZipEntry } from './zip-writer';

interface ExportFilesOptions {
  /** Of all exports' files on this instance. */
  readonly folder: string;
  readonly pool: Pool;
  readonly maker: Maker;
  readonly log: SealedLog;
  /** The program's. */
  readonly version: string;
  /** The page that goes into each bundle. */
  readonly verifyPage: () => Promise<string>;
}

interface Watch {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Another revision of the export, or other data, have come while its files were made. */
class Superseded extends Error {}

type RevisedJob = ExportJob & { readonly revision: number };

/** `rows` where it was made just now. */
type DataFile = WrittenFile & { readonly file: string; readonly rows?: number };

/** Of a signed bundle, as long as it is the one that the row names. */
interface SignedFiles {
  readonly leaves: WrittenFile;
  readonly proofs: WrittenFile;
  readonly manifest: string;
  readonly signature: Buffer;
}

/**
 * The files of exports on this instance. What is not here is made again from the log; a data file
 * counts only while it has the hash that the export's row names.
 */
export class ExportFiles {
  readonly #options: ExportFilesOptions;
  readonly #folders: ExportFolders;
  readonly #making = new Map<string, Promise<unknown>>();
  readonly #measured = new MeasuredFiles();

  constructor(options: ExportFilesOptions) {
    this.#options = options;
    this.#folders = new ExportFolders(options.folder);
  }

  /** The data file, made anew. Throws what its maker throws. */
  async make(job: RevisedJob, watch: Watch): Promise<WrittenData> {
    return await this.#within(job, watch, async (making) => {
      const made = await this.#options.maker.data(job, making);
      await this.#measured.remember(dataFile(making, job), made);
      return made;
    });
  }

  /**
   * The data file of an export that is ready, made again where it is not here. Throws the problem
   * `not-found` where the export is not there any more.
   */
  async data(job: ReadyJob, watch: Watch = {}): Promise<DataFile> {
    return await this.#current(job, (current) => this.#data(current, watch));
  }

  /** The files of the bundle, in their order; what is not here is made and signed. Throws as data(). */
  async bundle(job: ReadyJob, watch: Watch = {}): Promise<ZipEntry[]> {
    return await this.#current(job, (current) => this.#bundle(current, watch));
  }

  /** Works on the job, and again on what it has become where that was superseded meanwhile. */
  async #current<Result>(
    job: ReadyJob,
    work: (current: ReadyJob) => Promise<Result>,
  ): Promise<Result> {
    for (let current: ReadyJob | undefined = job; current !== undefined; ) {
      try {
        return await work(current);
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
        current = await findReadyJob(this.#options.pool, job);
      }
    }
    throw notFound('The export is not there any more.');
  }

  /** Removes the files of exports and of revisions that are gone. */
  async sweep(): Promise<void> {
    await this.#folders.sweep((exportIds) => folderNames(this.#options.pool, exportIds));
  }

  async #data(job: ReadyJob, watch: Watch): Promise<DataFile> {
    return await this.#once('data', job, watch, async (making) => {
      const file = dataFile(making, job);
      const here = await this.#measured.measure(file);
      if (here !== undefined && here.sha256 === job.dataSha256) return { ...here, file };
      const made = await this.#options.maker.data(job, making);
      await this.#measured.remember(file, made);
      if (!(await storeData(this.#options.pool, job, made))) throw new Superseded();
      return { ...made, file };
    });
  }

  async #bundle(job: ReadyJob, watch: Watch): Promise<ZipEntry[]> {
    return await this.#once('bundle', job, watch, async (making) => {
      const data = await this.#data(job, watch);
      const page = await this.#options.verifyPage();
      const texts = { 'VERIFY.md': VERIFY_GUIDE, 'verify.html': page };
      const signed =
        (await this.#storedBundle(job, data, texts, making)) ??
        (await this.#signBundle(job, data, texts, making));
      const { folder } = making;
      return [
        onDisk(folder, `data.${job.format}`, data.bytes),
        onDisk(folder, 'leaves.jsonl', signed.leaves.bytes),
        onDisk(folder, 'proofs.jsonl', signed.proofs.bytes),
        inMemory('manifest.json', Buffer.from(signed.manifest)),
        inMemory('manifest.sig', signed.signature),
        ...Object.entries(texts).map(([name, text]) => inMemory(name, Buffer.from(text))),
      ];
    });
  }

  async #within<Result>(
    job: RevisedJob,
    { onProgress, signal }: Watch,
    work: (making: Making) => Promise<Result>,
  ): Promise<Result> {
    return await this.#folders.use(job, (folder) =>
      work({
        folder,
        onProgress: onProgress ?? (() => undefined),
        signal: signal ?? new AbortController().signal,
      }),
    );
  }

  /** Several that want the same wait for the one that makes it. */
  async #once<Result>(
    what: string,
    job: ReadyJob,
    watch: Watch,
    work: (making: Making) => Promise<Result>,
  ): Promise<Result> {
    const name = `${what} ${job.exportId} ${job.revision}`;
    const running = this.#making.get(name) ?? this.#within(job, watch, work);
    this.#making.set(name, running);
    try {
      return (await running) as Result;
    } finally {
      if (this.#making.get(name) === running) this.#making.delete(name);
    }
  }

  /** Undefined where the row's manifest does not name exactly the files that are here. */
  async #storedBundle(
    job: ReadyJob,
    data: WrittenFile,
    texts: Readonly<Record<string, string>>,
    { folder }: Making,
  ): Promise<SignedFiles | undefined> {
    const { manifest, signature } = job;
    if (manifest === null || signature === null) return undefined;
    const leaves = await this.#measured.measure(path.join(folder, 'leaves.jsonl'));
    const proofs = await this.#measured.measure(path.join(folder, 'proofs.jsonl'));
    if (leaves === undefined || proofs === undefined) return undefined;
    const here = bundleFiles(job, { data, leaves, proofs }, texts);
    const named: { readonly name: string; readonly sha256: string }[] = JSON.parse(manifest).files;
    if (!named.every(({ name, sha256 }) => here[name]?.sha256 === sha256)) return undefined;
    return { leaves, proofs, manifest, signature };
  }

  async #signBundle(
    job: ReadyJob,
    data: DataFile,
    texts: Readonly<Record<string, string>>,
    making: Making,
  ): Promise<SignedFiles> {
    const { log, maker, pool, version } = this.#options;
    const { merchantId, asOf, filter } = job;
    const first = typeof filter.after_seq === 'number' ? filter.after_seq : 0;
    const hasRange = isOfRecords(job) && first < asOf.size;
    const proof = hasRange ? await log.rangeProof(merchantId, first, asOf.size - 1, asOf.size) : [];
    const { leaves, proofs, ...facts } = await maker.proofs(job, proof, making);
    const signer = await log.signer(merchantId);
    const manifest = bundleManifest(
      job,
      {
        ...facts,
        rows: facts.rows ?? data.rows ?? job.rowsTotal ?? 0,
        files: bundleFiles(job, { data, leaves, proofs }, texts),
        signingKey: signer.verifierKey,
        checkpointKey: await log.signerOf(merchantId, asOf.note),
      },
      version,
    );
    const signature = signer.sign(Buffer.from(manifest));
    const stored = await storeManifest(pool, job, {
      dataSha256: data.sha256,
      manifest,
      signature,
    });
    if (!stored) throw new Superseded();
    return { leaves, proofs, manifest, signature };
  }
}

function dataFile({ folder }: Making, { format }: ExportJob): string {
  return path.join(folder, `data.${format}`);
}

export function bundleFiles(
  { format }: ExportJob,
  { data, leaves, proofs }: Readonly<Record<'data' | 'leaves' | 'proofs', WrittenFile>>,
  texts: Readonly<Record<string, string>>,
): BundleFiles {
  const measured = Object.entries(texts).map(([name, text]) => [name, measureText(text)] as const);
  return {
    [`data.${format}`]: data,
    'leaves.jsonl': leaves,
    'proofs.jsonl': proofs,
    ...Object.fromEntries(measured),
  };
}

export function onDisk(folder: string, name: string, bytes: number): ZipEntry {
  return { name, bytes, read: () => filePieces(path.join(folder, name)) };
}

export function inMemory(name: string, content: Buffer): ZipEntry {
  return {
    name,
    bytes: content.length,
    async *read() {
      yield content;
    },
  };
}
