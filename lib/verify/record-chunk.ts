import { linesOf } from './chunk-lines';
import type { CommitmentLanes } from './commitment-lanes';
import { type DataFormat, dataRow, type LogKind } from './data-row';
import { type Digest, Fault, writeHex } from './digest';
import { RecordFilter, type StatedFilter } from './filter';
import {
  type Columns,
  canonicalText,
  commitmentsText,
  isPersonal,
  type Opened,
  parseCommitments,
  parseRecord,
  type RecordLine,
  type TextOf,
  unescapedText,
} from './record';

/** What all records of a bundle are held against. */
export interface RecordRules {
  readonly kind: LogKind;
  readonly format: DataFormat;
  readonly merchant: string;
  readonly filter: StatedFilter;
  /** Of the matching records only a sample is in the data. */
  readonly sampled: boolean;
}

/** Records and their proofs, line by line. */
export interface RecordChunk {
  readonly firstSeq: number;
  readonly records: Uint8Array;
  readonly proofs: Uint8Array;
}

export interface CheckedChunk {
  readonly count: number;
  /** The leaves' hashes, 32 bytes each. */
  readonly hashes: Uint8Array;
  /** The rows that the data file must have for these records, in UTF-8. */
  readonly data: Uint8Array;
  /** Where each row ends in the text of `data`. */
  readonly rowEnds: readonly number[];
  /** Of the rows that are in the data. */
  readonly rowSeqs: readonly number[];
  /** Of the records that match the filter, in the data or not. */
  readonly matching: readonly number[];
  /** Records in the data of which personal columns are erased. */
  readonly erased: readonly number[];
  /** Records of which nobody can say any more whether they match. */
  readonly undecidable: readonly number[];
  /** By currency, as decimal text: amounts in minor units. */
  readonly sums: Readonly<Record<string, string>>;
}

/** A record's line in proofs.jsonl. */
interface Proof extends Opened {
  readonly seq: number;
  /** In the data: then all its columns are open, as far as they are not erased. */
  readonly row: boolean;
  /** What its values are in JSON. */
  readonly textOf: TextOf;
}

const ASCII = /^[\0-\x7f]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const encoder = new TextEncoder();
const HASH_BYTES = 32;

/** A record with its proof, each read but not yet held against the other. */
interface ReadRecord {
  readonly record: RecordLine;
  readonly hash: string;
  readonly proof: Proof;
  /** Its place among the commitments that are made together; undefined where it has none. */
  readonly lane: number | undefined;
}

/** Checks chunks of one bundle. With `lanes` it is quicker. */
export class RecordChecker {
  readonly #digest: Digest;
  readonly #rules: RecordRules;
  readonly #filter: RecordFilter;
  readonly #lanes: CommitmentLanes | undefined;

  constructor(digest: Digest, rules: RecordRules, lanes?: CommitmentLanes) {
    this.#digest = digest;
    this.#rules = rules;
    this.#filter = new RecordFilter(rules.filter);
    this.#lanes = lanes;
  }

  /** Throws Fault, naming the record at fault. */
  check(chunk: RecordChunk): CheckedChunk {
    const records = linesOf(chunk.records);
    const proofs = linesOf(chunk.proofs);
    const read: ReadRecord[] = [];
    let fault: Fault | undefined;
    for (const [index, line] of records.lines.entries()) {
      const seq = chunk.firstSeq + index;
      try {
        read.push(this.#read(known(line), known(proofs.lines[index]), seq, proofs.ascii));
      } catch (error) {
        // A record before it may be at fault too, and is to be named then.
        fault = named(seq, error);
        break;
      }
    }
    const texts = this.#lanes?.takeTexts() ?? [];
    const found = new Findings(records.lines.length);
    for (const [index, one] of read.entries()) {
      try {
        writeHex(found.hashes, index * HASH_BYTES, one.hash);
        this.#judge(found, one, one.lane === undefined ? undefined : texts[one.lane]);
      } catch (error) {
        throw named(chunk.firstSeq + index, error);
      }
    }
    if (fault !== undefined) throw fault;
    return found.result();
  }

  #read(line: string, proofLine: string, seq: number, ascii: boolean): ReadRecord {
    const record = this.#record(line, seq);
    // RFC 6962 §2.1: a leaf's hash begins with a zero byte.
    const hash = this.#digest.hex(`\0${line}`);
    const proof = parseProof(proofLine, seq);
    const plain = proof.textOf === unescapedText && (ascii || ASCII.test(proofLine));
    const lane = plain ? this.#lanes?.add(proof, proof.textOf) : undefined;
    return { record, hash, proof, lane };
  }

  #record(line: string, seq: number): RecordLine {
    const record = parseRecord(line);
    if (record === undefined) throw new Fault('its line in leaves.jsonl is not a record');
    if (record.seq !== seq) {
      throw new Fault(`leaves.jsonl has record ${record.seq} in its place`);
    }
    if (record.merchant !== this.#rules.merchant) {
      throw new Fault(`it belongs to another merchant, ${record.merchant}`);
    }
    return record;
  }

  #judge(found: Findings, { record, hash, proof }: ReadRecord, commitments?: string): void {
    const { seq, row, columns, textOf } = proof;
    const closed = this.#closedColumns(record, proof, commitments);
    const verdict = this.#filter.matches(columns, closed);
    if (!row) {
      if (verdict === 'unknown') found.undecidable.push(seq);
      if (verdict !== 'yes') return;
      if (!this.#rules.sampled) throw new Fault('it matches the filter, but is not in the data');
      found.matching.push(seq);
      return;
    }
    if (verdict !== 'yes') throw new Fault('it is in the data, but does not match the filter');
    const { kind, format } = this.#rules;
    const text = dataRow(kind, format, record, columns, hash, textOf);
    // What UTF-8 has no bytes for would be taken for what stands in its place.
    if (textOf !== unescapedText && LONE_SURROGATE.test(text)) {
      throw new Fault('a text of it is not Unicode');
    }
    found.addRow(seq, text);
    found.matching.push(seq);
    if (closed !== undefined) found.erased.push(seq);
    found.addAmount(columns);
  }

  /**
   * Holds what is opened against the record. Returns the columns that ought to be open and are not,
   * undefined for none: only personal ones may be, since only those are ever erased.
   */
  #closedColumns(
    record: RecordLine,
    proof: Proof,
    commitments: string | undefined,
  ): ReadonlySet<string> | undefined {
    // Values mostly stand in their order already, which is quicker to try than to see.
    const quick = commitments ?? commitmentsText(this.#digest, proof, proof.textOf);
    if (quick === record.commitments) return undefined;
    const text = commitmentsText(this.#digest, proof, canonicalText);
    if (text === record.commitments) return undefined;
    const stated = parseCommitments(record.commitments);
    for (const [name, value] of parseCommitments(text)) {
      if (stated.get(name) !== value) {
        throw new Fault(`its column ${name} is not what the log committed to`);
      }
    }
    const needed = proof.row ? stated.keys() : this.#filter.columns;
    const closed = new Set<string>();
    for (const name of needed) {
      if (!stated.has(name) || name in proof.columns) continue;
      if (!isPersonal(name)) throw new Fault(`its column ${name} is not opened`);
      closed.add(name);
    }
    return closed.size > 0 ? closed : undefined;
  }
}

class Findings {
  readonly hashes: Uint8Array;
  readonly rowEnds: number[] = [];
  readonly rowSeqs: number[] = [];
  readonly matching: number[] = [];
  readonly erased: number[] = [];
  readonly undecidable: number[] = [];
  readonly #count: number;
  #data = '';
  readonly #sums = new Map<string, bigint>();

  constructor(count: number) {
    this.#count = count;
    this.hashes = new Uint8Array(count * HASH_BYTES);
  }

  addRow(seq: number, row: string): void {
    this.#data += row;
    this.rowEnds.push(this.#data.length);
    this.rowSeqs.push(seq);
  }

  addAmount({ amount, currency }: Columns): void {
    if (amount === undefined || typeof currency !== 'string') return;
    if (!Number.isSafeInteger(amount)) throw new Fault('its amount is not a whole number');
    this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + BigInt(amount as number));
  }

  result(): CheckedChunk {
    const { hashes, rowEnds, rowSeqs, matching, erased, undecidable } = this;
    const sums = Object.fromEntries([...this.#sums].map(([name, sum]) => [name, String(sum)]));
    const data = encoder.encode(this.#data);
    const counted = { count: this.#count, hashes, data, sums };
    return { ...counted, rowEnds, rowSeqs, matching, erased, undecidable };
  }
}

function named(seq: number, error: unknown): Fault {
  if (error instanceof Fault) return new Fault(`record ${seq}: ${error.message}`);
  throw error;
}

function known(line: string | undefined): string {
  if (line === undefined) throw new Fault('what is said of it is not UTF-8');
  return line;
}

function parseProof(line: string, seq: number): Proof {
  const proof = parseObject(line);
  if (proof?.seq !== seq) throw new Fault('proofs.jsonl does not have its proof in its place');
  const { row, salts, columns } = proof;
  if (typeof row !== 'boolean' || typeof salts !== 'string' || !isObject(columns)) {
    throw new Fault('its proof is malformed');
  }
  const textOf = line.includes('\\') ? JSON.stringify : unescapedText;
  return { seq, row, salts, columns, textOf };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
