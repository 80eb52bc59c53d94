import { isUtf8 } from 'node:buffer';
import type { ChunkMemory, ColumnRange, Stretch } from './chunk-memory';
import type { Digest } from './digest';
import { RecordFilter } from './filter';
import type { Findings } from './findings';
import { parseObject } from './json-object';
import { plainValue } from './plain-value';
import { type Columns, canonicalText, parseRecordEnd, RECORD_HEAD, SALT_DIGITS } from './record';
import type { RecordChunk, RecordRules } from './record-chunk';
import { neededColumns, RowWriter } from './row-writer';

/** Larger ones would take much memory. */
const CHUNK_MAX_BYTES = 4 * 1024 * 1024;
const [OBJECTS_MAX, OBJECT_MAX_LENGTH] = [1000, 1000];
/** Columns that are counted, whatever is asked for. */
const COUNTED = ['amount', 'currency'];
const COLUMNS_HEAD = '","columns":{';
const [LINE_FEED, QUOTE, OPEN_BRACE] = [0x0a, 0x22, 0x7b];

/** A chunk whose proofs were opened. */
export interface OpenedChunk {
  readonly firstSeq: number;
  readonly records: readonly Stretch[];
  /** Of each record the columns; undefined where it has no row, or not the usual form. */
  readonly opened: readonly (ColumnRange | undefined)[];
}

/**
 * Checks records of the usual form where they stand, without making texts and objects of them. It
 * only ever says that one holds: what it does not know is left to RecordChecker, and so is saying
 * what is wrong.
 */
export class QuickChecker {
  readonly #digest: Digest;
  readonly #merchant: string;
  readonly #filter: RecordFilter;
  readonly #memory: ChunkMemory;
  readonly #rows: RowWriter;
  /** Columns whose values are looked for, in the order that lines have them in. */
  readonly #columns: readonly string[];
  /** The places of those whose values are read. */
  readonly #read: readonly number[];
  /** Texts that were seen to be objects. */
  readonly #objects = new Set<string>();

  constructor(digest: Digest, rules: RecordRules, memory: ChunkMemory) {
    const { kind, format, merchant, filter } = rules;
    this.#digest = digest;
    this.#merchant = merchant;
    this.#filter = new RecordFilter(filter);
    this.#memory = memory;
    const read = [...new Set([...this.#filter.columns, ...COUNTED])];
    this.#columns = [...new Set([...read, ...neededColumns(kind)])].sort();
    this.#read = read.map((name) => this.#columns.indexOf(name));
    this.#rows = new RowWriter(memory, kind, format, this.#columns);
  }

  /** Of the chunk before nothing can be said any more. */
  open({ firstSeq, count, records, proofs }: RecordChunk): OpenedChunk {
    if (records.length + proofs.length > CHUNK_MAX_BYTES || !isUtf8(proofs)) {
      return { firstSeq, records: [], opened: [] };
    }
    const at = this.#memory.take(records, proofs);
    const { bytes } = this.#memory;
    const opened = linesOf(bytes, at.proofs, count).map((line, index) =>
      this.#openLine(line, firstSeq + index),
    );
    this.#memory.commit();
    return { firstSeq, records: linesOf(bytes, at.records, count), opened };
  }

  /** Whether it is sure that the record holds; then `found` has it. Throws Fault. */
  holds({ firstSeq, records, opened }: OpenedChunk, index: number, found: Findings): boolean {
    const [line, columns] = [records[index], opened[index]];
    if (line === undefined || columns === undefined) return false;
    const { bytes } = this.#memory;
    if (!standsAt(bytes, line.start, RECORD_HEAD)) return false;
    const stated = this.#memory.statedEnd(line.start + RECORD_HEAD.length, columns);
    if (stated === 0) return false;
    const record = parseRecordEnd(bytes.toString('latin1', stated, line.end));
    if (record?.seq !== firstSeq + index || record.merchant !== this.#merchant) return false;
    if (!this.#areObjects(columns)) return false;
    const values = this.#find(columns);
    const read = this.#readValues(values);
    if (this.#filter.matches(read) !== 'yes') return false;
    const leafHash = this.#leafHash(line);
    found.addHash(leafHash);
    const { id, merchant, recordedAt, seq } = record;
    found.data.add(this.#rows.write({ id, merchant, recordedAt, seq, leafHash }, values));
    found.addRow(seq, read);
    return true;
  }

  #openLine({ start, end }: Stretch, seq: number): ColumnRange | undefined {
    const { bytes } = this.#memory;
    const head = `{"seq":${seq},"row":true,"salts":"`;
    if (!standsAt(bytes, start, head)) return undefined;
    const salts = { start: start + head.length, end: bytes.indexOf(QUOTE, start + head.length) };
    if (salts.end > end || (salts.end - salts.start) % SALT_DIGITS !== 0) return undefined;
    if (!standsAt(bytes, salts.end, COLUMNS_HEAD)) return undefined;
    return this.#memory.openColumns(salts.end + COLUMNS_HEAD.length, salts, end);
  }

  /** Whether the objects among the columns are, and have the one spelling that RFC 8785 gives them. */
  #areObjects({ first, end }: ColumnRange): boolean {
    const { bytes } = this.#memory;
    for (let column = first; column < end; column += 1) {
      const value = this.#memory.valueOf(column);
      if (bytes[value.start] !== OPEN_BRACE) continue;
      if (!this.#isObject(bytes.toString('utf8', value.start, value.end))) return false;
    }
    return true;
  }

  #isObject(text: string): boolean {
    if (this.#objects.has(text)) return true;
    const object = parseObject(text);
    if (object === undefined || canonicalText(object) !== text) return false;
    // Most are one of a few.
    const isShort = text.length <= OBJECT_MAX_LENGTH;
    if (isShort && this.#objects.size < OBJECTS_MAX) this.#objects.add(text);
    return true;
  }

  /** Where the values of `#columns` stand that are opened. Both have the same order. */
  #find({ first, end }: ColumnRange): (Stretch | undefined)[] {
    const found = new Array<Stretch | undefined>(this.#columns.length);
    let place = 0;
    for (let column = first; column < end; ) {
      const name = this.#columns[place];
      if (name === undefined) break;
      const order = compare(this.#memory.bytes, this.#memory.nameOf(column), name);
      if (order === 0) found[place] = this.#memory.valueOf(column);
      if (order <= 0) column += 1;
      if (order >= 0) place += 1;
    }
    return found;
  }

  #readValues(values: readonly (Stretch | undefined)[]): Columns {
    const read: Record<string, unknown> = {};
    for (const place of this.#read) {
      const value = values[place];
      if (value) read[this.#columns[place] ?? ''] = plainValue(this.#memory.bytes, value);
    }
    return read;
  }

  /** RFC 6962 §2.1: a leaf's hash begins with a zero byte, which takes the place before the line. */
  #leafHash({ start, end }: Stretch): string {
    const { bytes } = this.#memory;
    bytes[start - 1] = 0;
    return this.#digest.hex(bytes.subarray(start - 1, end));
  }
}

function linesOf(bytes: Buffer, start: number, count: number): Stretch[] {
  const lines: Stretch[] = [];
  for (let at = start; lines.length < count; ) {
    const end = bytes.indexOf(LINE_FEED, at);
    lines.push({ start: at, end });
    at = end + 1;
  }
  return lines;
}

/** Whether the text, of ASCII, stands there. */
function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Below zero where what stands there comes before the text, of ASCII; above where behind; or zero. */
function compare(bytes: Uint8Array, { start, end }: Stretch, text: string): number {
  const length = Math.min(end - start, text.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (bytes[start + index] ?? 0) - text.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return end - start - text.length;
}
