import { ByteWriter } from './byte-writer';
import { ChunkLines } from './chunk-lines';
import { type DataFormat, dataRow, type LogKind } from './data-row';
import { type Digest, Fault } from './digest';
import { RecordFilter, type StatedFilter } from './filter';
import { type CheckedChunk, Findings } from './findings';
import { isObject, parseObject } from './json-object';
import type { QuickChecker } from './quick-checker';
import {
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

/** Records and their proofs, line by line. */
export interface RecordChunk {
  readonly firstSeq: number;
  readonly count: number;
  readonly records: Uint8Array;
  readonly proofs: Uint8Array;
}

/** A record's line in proofs.jsonl. */
interface Proof extends Opened {
  /** In the data: then all its columns are open, as far as they are not erased. */
  readonly row: boolean;
}

const encoder = new TextEncoder();
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Checks chunks of one bundle. With `quick` it is quicker. */
export class RecordChecker {
  readonly #digest: Digest;
  readonly #rules: RecordRules;
  readonly #filter: RecordFilter;
  readonly #quick: QuickChecker | undefined;
  readonly #data = new ByteWriter();

  constructor(digest: Digest, rules: RecordRules, quick?: QuickChecker) {
    this.#digest = digest;
    this.#rules = rules;
    this.#filter = new RecordFilter(rules.filter);
    this.#quick = quick;
  }

  /** Throws Fault, naming the first record at fault. */
  check(chunk: RecordChunk): CheckedChunk {
    const { firstSeq, count } = chunk;
    const records = new ChunkLines(chunk.records);
    const proofs = new ChunkLines(chunk.proofs);
    const found = new Findings(count, this.#data);
    const opened = this.#quick?.open(chunk);
    for (let index = 0; index < count; index += 1) {
      const seq = firstSeq + index;
      try {
        if (opened && this.#quick?.holds(opened, index, found)) continue;
        this.#check(found, seq, known(records.text(index)), known(proofs.text(index)));
      } catch (error) {
        if (error instanceof Fault) throw new Fault(`record ${seq}: ${error.message}`);
        throw error;
      }
    }
    return found.result();
  }

  #check(found: Findings, seq: number, line: string, proofLine: string): void {
    const record = this.#record(line, seq);
    // RFC 6962 §2.1: a leaf's hash begins with a zero byte.
    const leafHash = this.#digest.hex(`\0${line}`);
    found.addHash(leafHash);
    const proof = parseProof(proofLine, seq);
    const { row, columns } = proof;
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
    const text = dataRow(kind, format, { ...record, leafHash }, columns);
    // What UTF-8 has no bytes for would be taken for what stands in its place; only escapes spell it.
    if (proofLine.includes('\\') && LONE_SURROGATE.test(text))
      throw new Fault('a text of it is not Unicode');
    found.data.add(encoder.encode(text));
    found.addRow(seq, columns);
    if (closed !== undefined) found.erased.push(seq);
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

  /**
   * Holds what is opened against the record. Returns the columns that ought to be open and are not,
   * undefined for none: only personal ones may be, since only those are ever erased.
   */
  #closedColumns(record: RecordLine, proof: Proof): ReadonlySet<string> | undefined {
    const text = commitmentsText(this.#digest, proof);
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
  return { row, salts, columns };
}
