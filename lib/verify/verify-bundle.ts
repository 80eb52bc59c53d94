import { ByteReader } from './byte-lines';
import { LOG_KINDS, type LogKind } from './data-row';
import { type Digest, Fault, sameBytes } from './digest';
import { type Manifest, parseManifest } from './manifest';
import { checkPlainRows } from './plain-rows';
import { Report } from './report';
import {
  type Checkpoint,
  hexOf,
  type NoteKey,
  parseCheckpoint,
  parseNoteKey,
  signerOf,
} from './signed-note';
import { checkRecords } from './verify-records';
import type { VerifyOptions } from './verifying';
import type { BundleFile } from './zip-reader';

const MANIFEST_MAX_BYTES = 16 * 1024 * 1024;
const GUIDES = ['VERIFY.md', 'verify.html'];
/** What systems leave behind in folders and archives; never part of a bundle. */
const LITTER = /^(?:__MACOSX\/|.*\.DS_Store$|Thumbs\.db$)/;

/** Checks a whole bundle. Never throws for what is wrong with it: the report says so. */
export async function verifyBundle(
  files: readonly BundleFile[],
  options: VerifyOptions,
): Promise<Report> {
  const report = new Report();
  try {
    await verify(files, options, report);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    report.wrong(error.message);
  }
  return report;
}

async function verify(
  all: readonly BundleFile[],
  options: VerifyOptions,
  report: Report,
): Promise<void> {
  const files = byName(all.filter(({ name }) => !LITTER.test(name)));
  const manifestBytes = await contentOf(files, 'manifest.json');
  const signature = await contentOf(files, 'manifest.sig');
  const manifest = parseManifest(textOf(manifestBytes, 'manifest.json'));
  const data = `data.${manifest.data_format}`;
  checkNames(files, manifest, [data, 'leaves.jsonl', 'proofs.jsonl', ...GUIDES]);
  const given = options.keys.map((key) => parseNoteKey(options.digest, key));
  const own = [manifest.signing_key, manifest.checkpoint_key].map((key) =>
    parseNoteKey(options.digest, key),
  );
  const trusted = given.length > 0 ? given : own;
  await checkManifestSignature(options.digest, { manifestBytes, signature, own, given, report });
  const checkpoint = await checkCheckpoint(options.digest, manifest, trusted, report);
  const hashed = new HashedFiles(options.digest, files, manifest);
  const open = (name: string) => hashed.open(name);
  const verifying = { ...options, manifest, checkpoint, report, open, trusted };
  for (const name of GUIDES) for await (const _ of open(name).rest());
  try {
    if (isLogKind(manifest.kind)) {
      await checkRecords(verifying, manifest.kind, manifest.data_format);
    } else {
      await checkPlainRows(verifying, data);
    }
  } finally {
    // Also after a fault: it helps to know which file was touched.
    await hashed.check(report);
  }
  sayWhatIsNotProved(manifest, given, report);
}

function isLogKind(kind: string): kind is LogKind {
  return Object.hasOwn(LOG_KINDS, kind);
}

function byName(files: readonly BundleFile[]): ReadonlyMap<string, BundleFile> {
  const found = new Map<string, BundleFile>();
  for (const file of files) {
    // What one program takes for the file another may not.
    if (found.has(file.name)) throw new Fault(`the bundle has ${file.name} twice`);
    found.set(file.name, file);
  }
  return found;
}

async function contentOf(
  files: ReadonlyMap<string, BundleFile>,
  name: string,
): Promise<Uint8Array> {
  const file = files.get(name);
  if (file === undefined) throw new Fault(`the bundle has no ${name}`);
  const content = await new ByteReader(name, file.read()).take(MANIFEST_MAX_BYTES + 1);
  if (content.length > MANIFEST_MAX_BYTES) throw new Fault(`${name} is too large`);
  return content;
}

function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault(`${name} is not UTF-8`);
  }
}

function checkNames(
  files: ReadonlyMap<string, BundleFile>,
  manifest: Manifest,
  needed: readonly string[],
): void {
  const named = manifest.files.map(({ name }) => name);
  const missing = needed.find((name) => !named.includes(name) || !files.has(name));
  if (missing !== undefined) throw new Fault(`the bundle or its manifest has no ${missing}`);
  const known = new Set([...needed, 'manifest.json', 'manifest.sig']);
  const strange = [...named, ...files.keys()].find((name) => !known.has(name));
  if (strange !== undefined)
    throw new Fault(`${strange} is not part of a bundle: nothing covers it`);
}

async function checkManifestSignature(
  digest: Digest,
  parts: {
    readonly manifestBytes: Uint8Array;
    readonly signature: Uint8Array;
    readonly own: readonly NoteKey[];
    readonly given: readonly NoteKey[];
    readonly report: Report;
  },
): Promise<void> {
  const { manifestBytes, signature, own, given, report } = parts;
  const [signer] = own;
  const isSigner = (key: NoteKey) => signer && sameBytes(key.publicKey, signer.publicKey);
  if (signer === undefined || (given.length > 0 && !given.some(isSigner))) {
    throw new Fault('the manifest is signed by another key than the one given');
  }
  if (signature.length !== 64)
    throw new Fault('manifest.sig does not have the 64 bytes of a signature');
  if (!(await digest.verifyEd25519(signer.publicKey, manifestBytes, signature))) {
    throw new Fault(`manifest.json was changed, or ${signer.name} did not sign it`);
  }
  report.proved(
    given.length > 0
      ? `manifest.json is signed by the key given (${signer.name})`
      : `manifest.json is signed by the key that the bundle itself names (${signer.name})`,
  );
}

async function checkCheckpoint(
  digest: Digest,
  manifest: Manifest,
  keys: readonly NoteKey[],
  report: Report,
): Promise<Checkpoint> {
  const { as_of, merchant } = manifest;
  const checkpoint = parseCheckpoint(as_of.checkpoint, 'the checkpoint');
  const signer = await signerOf(digest, checkpoint, keys, 'the checkpoint');
  if (!checkpoint.origin.endsWith(`/${merchant}`)) {
    throw new Fault(`the checkpoint is of another log, ${checkpoint.origin}`);
  }
  if (checkpoint.size !== as_of.size || hexOf(checkpoint.root) !== as_of.root) {
    throw new Fault('as_of in the manifest is not what its checkpoint says');
  }
  report.proved(
    `the checkpoint of ${count(checkpoint.size, 'record')} is signed by ${signer.name}: ${checkpoint.origin}`,
  );
  return checkpoint;
}

/** Takes every file's hash while it is read. */
class HashedFiles {
  readonly #digest: Digest;
  readonly #files: ReadonlyMap<string, BundleFile>;
  readonly #manifest: Manifest;
  readonly #opened = new Map<string, { reader: ByteReader; bytes: number; hex: () => string }>();

  constructor(digest: Digest, files: ReadonlyMap<string, BundleFile>, manifest: Manifest) {
    this.#digest = digest;
    this.#files = files;
    this.#manifest = manifest;
  }

  open(name: string): ByteReader {
    const file = this.#files.get(name);
    if (file === undefined) throw new Fault(`the bundle has no ${name}`);
    const stream = this.#digest.stream();
    const opened = { bytes: 0, hex: () => stream.hex() };
    async function* pieces(source: BundleFile) {
      for await (const piece of source.read()) {
        opened.bytes += piece.length;
        stream.update(piece);
        yield piece;
      }
    }
    const reader = new ByteReader(name, pieces(file));
    this.#opened.set(name, Object.assign(opened, { reader }));
    return reader;
  }

  /** Reads what is left of each file and compares it with the manifest. */
  async check(report: Report): Promise<void> {
    const wrong: string[] = [];
    for (const { name, bytes, sha256 } of this.#manifest.files) {
      if (!this.#opened.has(name)) this.open(name);
      const opened = this.#opened.get(name);
      if (opened === undefined) continue;
      for await (const _ of opened.reader.rest());
      if (opened.bytes !== bytes || opened.hex() !== sha256) wrong.push(name);
    }
    for (const name of wrong) report.wrong(`${name} is not the file that the manifest names`);
    if (wrong.length > 0) return;
    report.proved(
      `all ${this.#manifest.files.length} files have the SHA-256 that the manifest names`,
    );
  }
}

function sayWhatIsNotProved(manifest: Manifest, given: readonly NoteKey[], report: Report): void {
  if (given.length === 0) {
    report.notProved(
      'who signed: the key comes from the bundle itself, and whoever makes a bundle can put any key there. The signer is not established; give the key that you know with --key',
    );
  }
  for (const sentence of manifest.not_proved) report.notProved(sentence);
}

/** 1,234 records. */
function count(number: number, what: string): string {
  return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}
