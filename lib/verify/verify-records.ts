import type { ByteReader } from './byte-lines';
import { DataFile } from './data-file';
import type { DataFormat, LogKind } from './data-row';
import { Fault, fromBase64, sameBytes } from './digest';
import { EarlierCheckpoint } from './earlier-checkpoint';
import { RecordFilter } from './filter';
import type { CheckedChunk } from './findings';
import { ranges } from './manifest';
import { Sample } from './sample';
import { Totals } from './totals';
import { GrowingTree, levelsOf } from './tree';
import type { ChunkChecker, Verifying } from './verifying';

const CHUNK_RECORDS = 256;
const HASH_BYTES = 32;
/** The rows of each kind are the records of one kind. */
const RECORD_KIND = { events: 'attempt', access: 'system' } as const;

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Checks a bundle whose rows are records of the log. Throws Fault. */
export async function checkRecords(
  verifying: Verifying,
  kind: LogKind,
  format: DataFormat,
): Promise<void> {
  const { manifest, checkpoint, report } = verifying;
  const range = manifest.sequence;
  if (range === null || range.last < range.first - 1 || range.last > checkpoint.size) {
    throw new Fault('the manifest names no range of the log');
  }
  if (manifest.filter.kind !== RECORD_KIND[kind]) {
    throw new Fault(`the rows of ${kind} are records of the kind ${RECORD_KIND[kind]} only`);
  }
  const { filter, merchant, sample } = manifest;
  // What cannot be applied is said before anything is begun.
  new RecordFilter(filter);
  const checker = verifying.openChecker({
    kind,
    format,
    merchant,
    filter,
    sampled: sample !== null,
  });
  try {
    const proofs = verifying.open('proofs.jsonl');
    const tree = await openTree(verifying, proofs, range);
    const data = new DataFile(verifying.open(`data.${format}`), kind, format);
    await data.expectHeader();
    const totals = new Totals(sample && new Sample(verifying.digest, sample));
    const since = await EarlierCheckpoint.open(verifying, tree.left);
    for await (const checked of checkedChunks(verifying, checker, proofs, range)) {
      tree.add(checked, since);
      await data.expect(checked);
      totals.add(checked);
    }
    await data.expectEnd();
    tree.expectRoot(checkpoint);
    report.proved(
      `records ${range.first} to ${range.last}, without a gap, are those that the checkpoint was signed over`,
    );
    report.proved('every opened column is what the log committed to');
    totals.expect(verifying);
    report.proved(`data.${format} has, cell by cell, what the opened columns say`);
    since?.conclude(verifying);
    sayComplete(verifying, range, totals);
  } finally {
    await checker.close();
  }
}

/** The range's records in order; several chunks are under way at once. */
async function* checkedChunks(
  verifying: Verifying,
  checker: ChunkChecker,
  proofs: ByteReader,
  range: Range,
): AsyncGenerator<CheckedChunk> {
  const leaves = verifying.open('leaves.jsonl');
  const waiting: Promise<CheckedChunk>[] = [];
  let next = range.first;
  for (;;) {
    while (waiting.length < checker.width && next <= range.last) {
      const wanted = Math.min(CHUNK_RECORDS, range.last - next + 1);
      const records = await leaves.lines(wanted);
      const opened = await proofs.lines(wanted);
      if (records.count < wanted || opened.count < wanted) {
        const short = records.count < wanted ? 'leaves.jsonl' : 'proofs.jsonl';
        const at = next + Math.min(records.count, opened.count);
        throw new Fault(`record ${at}: ${short} ends before it, of ${range.last}`);
      }
      const chunk = { firstSeq: next, count: wanted, records: records.bytes, proofs: opened.bytes };
      const checked = checker.check(chunk);
      // It is awaited in its turn; until then a fault of it is not an unheard one.
      checked.catch(() => undefined);
      waiting.push(checked);
      next += wanted;
    }
    const first = waiting.shift();
    if (first === undefined) break;
    yield await first;
  }
  for (const [name, file] of [
    ['leaves.jsonl', leaves],
    ['proofs.jsonl', proofs],
  ] as const) {
    if ((await file.take(1)).length > 0) throw new Fault(`${name} has more records than the range`);
  }
}

interface RangeTree {
  /** The tree before the range. */
  readonly left: GrowingTree;
  add(checked: CheckedChunk, since: EarlierCheckpoint | undefined): void;
  expectRoot(checkpoint: { readonly size: number; readonly root: Uint8Array }): void;
}

async function openTree(
  { digest, manifest, checkpoint }: Verifying,
  proofs: ByteReader,
  range: Range,
): Promise<RangeTree> {
  const { bytes } = await proofs.lines(1);
  const header = parseHeader(new TextDecoder().decode(bytes));
  const { first, last, size } = header.range;
  if (first !== range.first || last !== range.last || size !== checkpoint.size) {
    throw new Fault('proofs.jsonl proves another range than the manifest names');
  }
  if (header.checkpoint !== manifest.as_of.checkpoint) {
    throw new Fault('proofs.jsonl has another checkpoint than the manifest');
  }
  const hashes = header.range.proof.map((hash) => fromBase64(hash, 'a hash of the range proof'));
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) {
    throw new Fault('the range proof has a hash that is not a SHA-256');
  }
  const before = levelsOf(range.first - 1).length;
  const tree = new GrowingTree(digest, range.first - 1, hashes.slice(0, before));
  return {
    left: tree,
    add({ hashes: leaves, count }, since) {
      for (let index = 0; index < count; index += 1) {
        tree.addSubtree(0, leaves.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES));
        since?.passed(tree);
      }
    },
    expectRoot({ root }) {
      tree.addRight(size, hashes.slice(before));
      if (sameBytes(tree.root(), root)) return;
      throw new Fault(
        `records ${first} to ${last} do not hash to the checkpoint's root: at least one is not what the log has`,
      );
    },
  };
}

interface Header {
  readonly checkpoint: string;
  readonly range: {
    readonly first: number;
    readonly last: number;
    readonly size: number;
    readonly proof: readonly string[];
  };
}

function parseHeader(line: string): Header {
  try {
    const header = JSON.parse(line);
    const { first, last, size, proof } = header.range;
    const numbers = [first, last, size].every(Number.isSafeInteger);
    const texts = Array.isArray(proof) && proof.every((hash) => typeof hash === 'string');
    if (numbers && texts && typeof header.checkpoint === 'string') return header;
  } catch {
    // Said below.
  }
  throw new Fault('proofs.jsonl does not begin with a checkpoint and a range proof');
}

function sayComplete({ manifest, checkpoint, report }: Verifying, range: Range, totals: Totals) {
  const records = range.last - range.first + 1;
  report.proved(
    `complete: of these ${records} records, ${totals.matching} match the filter ${JSON.stringify(manifest.filter)}, ${manifest.sample === null ? 'and all of them are in the data' : 'and the sample was drawn from all of them'}; the others were shown not to match`,
  );
  if (totals.undecidable.length > 0) {
    report.notProved(
      `whether records ${ranges(totals.undecidable).join(', ')} matched: what the filter asks for was erased from them`,
    );
  }
  if (range.first > 1)
    report.notProved(`anything of records 1 to ${range.first - 1}: they are outside the range`);
  if (range.last < checkpoint.size) {
    report.notProved(
      `anything of records ${range.last + 1} to ${checkpoint.size}: they are outside the range`,
    );
  }
}
