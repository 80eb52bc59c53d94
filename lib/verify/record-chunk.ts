import { type DataFormat, dataRow, type LogKind } from './data-row';
import { type Digest, Fault } from './digest';
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

/** Records and their proofs, line by line; `records` has one spare byte before its first line. */
export interface RecordChunk {
  readonly firstSeq: number;
  readonly records: Uint8Array;
  readonly proofs: Uint8Array;
}

export interface CheckedChunk {
  readonly count: number;
  /** The leaves' hashes, 32 bytes each. */
  readonly hashes: Uint8Array;
  /** The rows that the data file must have for these records. */
  readonly data: string;
  /** Where each row ends in `data`. */
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
}

const LINE_FEED = 10;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HASH_BYTES = 32;

/** Checks chunks of one bundle. */
export class RecordChecker {
  readonly #digest: Digest;
  readonly #rules: RecordRules;
  readonly #filter: RecordFilter;

  constructor(digest: Digest, rules: RecordRules) {
    this.#digest = digest;
    this.#rules = rules;
    this.#filter = new RecordFilter(rules.filter);
  }

  /** Throws Fault, naming the record at fault. `chunk.records` is overwritten. */
  check(chunk: RecordChunk): CheckedChunk {
    const records = lineEnds(chunk.records, 1);
    const proofs = lineEnds(chunk.proofs, 0);
    const lines = decoded(chunk.records.subarray(1)).split('\n');
    const found = new Findings(records.length);
    let recordStart = 1;
    let proofStart = 0;
    for (const [index, recordEnd] of records.entries()) {
      const proofEnd = proofs[index] ?? proofStart;
      const seq = chunk.firstSeq + index;
      try {
        const record = this.#record(lines[index] ?? '', seq);
        // RFC 6962 §2.1: a leaf's hash begins with a zero byte; the line feed before gives way.
        chunk.records[recordStart - 1] = 0;
        const hash = this.#digest.bytes(chunk.records.subarray(recordStart - 1, recordEnd));
        found.hashes.set(hash, index * HASH_BYTES);
        this.#judge(found, record, hash, parseProof(chunk.proofs, proofStart, proofEnd, seq));
      } catch (error) {
        if (error instanceof Fault) throw new Fault(`record ${seq}: ${error.message}`);
        throw error;
      }
      recordStart = recordEnd + 1;
      proofStart = proofEnd + 1;
    }
    return found.result();
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

  #judge(found: Findings, record: RecordLine, hash: Uint8Array, proof: Proof): void {
    const { seq, row, columns } = proof;
    const closed = this.#closedColumns(record, proof);
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
    found.addRow(seq, dataRow(kind, format, record, columns, hexText(hash)));
    found.matching.push(seq);
    if (closed !== undefined) found.erased.push(seq);
    found.addAmount(columns);
  }

  /**
   * Holds what is opened against the record. Returns the columns that ought to be open and are not,
   * undefined for none: only personal ones may be, since only those are ever erased.
   */
  #closedColumns(record: RecordLine, proof: Proof): ReadonlySet<string> | undefined {
    // Values mostly stand in their order already, which is quicker to try than to see.
    const quick = commitmentsText(this.#digest, proof, JSON.stringify);
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
    const counted = { count: this.#count, hashes, data: this.#data, sums };
    return { ...counted, rowEnds, rowSeqs, matching, erased, undecidable };
  }
}

function lineEnds(bytes: Uint8Array, from: number): number[] {
  const ends: number[] = [];
  let end = bytes.indexOf(LINE_FEED, from);
  while (end >= 0) {
    ends.push(end);
    end = bytes.indexOf(LINE_FEED, end + 1);
  }
  return ends;
}

function parseProof(bytes: Uint8Array, start: number, end: number, seq: number): Proof {
  const proof = parseObject(decoded(bytes.subarray(start, end)));
  if (proof?.seq !== seq) throw new Fault('proofs.jsonl does not have its proof in its place');
  const { row, salts, columns } = proof;
  if (typeof row !== 'boolean' || typeof salts !== 'string' || !isObject(columns)) {
    throw new Fault('its proof is malformed');
  }
  return { seq, row, salts, columns };
}

function decoded(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Fault('what is said of it is not UTF-8');
  }
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

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}
