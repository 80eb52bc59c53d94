import { type Digest, Fault, fromHex, sameBytes } from './digest';
import { parseRecord } from './record';
import type { Checkpoint } from './signed-note';
import { GrowingTree } from './tree';

/** Records as they are stored, with the hashes on both sides of them, in hexadecimal. */
interface SealedRecords {
  readonly records: readonly string[];
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** Gives records of the log: seqs, both included; `size` is the tree that the hashes lead to. */
export interface RecordSource {
  records(first: number, last: number, size: number): Promise<SealedRecords>;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

interface RangeCheck {
  readonly digest: Digest;
  readonly source: RecordSource;
  /** `mer_…` */
  readonly merchant: string;
  readonly checkpoint: Checkpoint;
  /** How many records are done. */
  readonly onProgress: (records: number) => void;
  readonly signal: AbortSignal;
}

/** The log stores the hashes of whole groups of 16 apart from the records; parts end with them. */
const GROUP = 16;
const PART = 62 * GROUP;

/**
 * Hashes records again, part by part, each part up to the checkpoint's root. Throws Fault with the
 * records among which one is not what was sealed, and what `source` throws.
 */
export async function checkRange(check: RangeCheck, { first, last }: Range): Promise<void> {
  for (let from = first; from <= last; ) {
    check.signal.throwIfAborted();
    const to = Math.min(last, groupEnd(from, PART));
    if (!(await holds(check, { first: from, last: to })))
      await blame(check, { first: from, last: to });
    check.onProgress(to - first + 1);
    from = to + 1;
  }
}

/** The seq that ends the group of `size` records in which `seq` stands. */
function groupEnd(seq: number, size: number): number {
  return (Math.floor((seq - 1) / size) + 1) * size;
}

/** Narrows the fault down to a group of the tree. */
async function blame(check: RangeCheck, range: Range): Promise<never> {
  let { first, last } = range;
  while (groupEnd(first, GROUP) < last) {
    check.signal.throwIfAborted();
    const groups = Math.ceil((last - first + 1) / GROUP);
    const middle = groupEnd(first, GROUP) + (Math.ceil(groups / 2) - 1) * GROUP;
    if (middle >= last) break;
    if (await holds(check, { first, last: middle })) first = middle + 1;
    else last = middle;
  }
  const which = first === last ? `record ${first} is` : `one of records ${first} to ${last} is`;
  throw new Fault(`the log was changed: ${which} not what was sealed`);
}

/** Whether the records lead to the root. Throws Fault where one of them is missing or is no record. */
async function holds({ digest, source, merchant, checkpoint }: RangeCheck, range: Range) {
  const { first, last } = range;
  const { records, left, right } = await source.records(first, last, checkpoint.size);
  const tree = new GrowingTree(digest, first - 1, left.map(fromHex));
  for (const [index, record] of records.entries()) {
    const seq = first + index;
    const line = parseRecord(record);
    if (line === undefined) throw new Fault(`record ${seq} does not have the form of a record`);
    if (line.seq !== seq) throw new Fault(`record ${seq} is missing from the log`);
    if (line.merchant !== merchant) throw new Fault(`record ${seq} is of another merchant's log`);
    tree.addSubtree(0, fromHex(digest.hex(`\0${record}`)));
  }
  const next = first + records.length;
  if (next <= last) throw new Fault(`record ${next} is missing from the log`);
  tree.addRight(checkpoint.size, right.map(fromHex));
  return sameBytes(tree.root(), checkpoint.root);
}
