import { VECTOR_BYTES } from './byte-code';
import { SALT_DIGITS } from './record';
import { COLUMN, COLUMN_BYTES, DIGITS_BYTES, openRecordCode, type RecordCode } from './record-code';
import { BLOCK_BYTES, LANES, OWN_BYTES } from './sha256-lanes';

const PAGE_BYTES = 64 * 1024;
const WORD_BYTES = 4;
/** What a column takes of its line at least: a salt, a name, a value, and what is between them. */
const COLUMN_MIN_BYTES = 37;
/** For what is kept, and for the parts of a row that are no parts of a chunk. */
const SPARE_BYTES = 16 * 1024;

/** A stretch of the memory. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Columns that a line opens, by their numbers. */
export interface ColumnRange {
  readonly first: number;
  readonly end: number;
}

/** Messages of one number of blocks: where each begins, and where its digits go. */
interface Waiting {
  readonly from: number[];
  readonly to: number[];
}

/** The memory of WebAssembly, into which chunks are taken to be checked, one after the other. */
export class ChunkMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #code: RecordCode;
  /** By the number of blocks. */
  readonly #waiting: Waiting[] = [];
  #bytes: Buffer;
  #words: Uint32Array;
  #keptEnd = OWN_BYTES;
  #at = { proofs: 0, records: 0, columns: 0, messages: 0, digits: 0, row: 0 };
  #columns = 0;
  #messagesEnd = 0;
  #rowEnd = 0;

  private constructor(memory: WebAssembly.Memory, code: RecordCode) {
    this.#memory = memory;
    this.#code = code;
    this.#bytes = Buffer.from(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
  }

  /** Undefined where WebAssembly has no vectors. */
  static open(): ChunkMemory | undefined {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const code = openRecordCode(memory);
    return code && new ChunkMemory(memory, code);
  }

  /** Its bytes; others from the next chunk on. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Keeps a short text over all chunks. */
  keep(text: string): Stretch {
    const start = this.#keptEnd;
    this.#keptEnd += this.#bytes.write(text, start);
    return { start, end: this.#keptEnd };
  }

  /** Takes a chunk, and forgets the one before. Returns where its parts begin. */
  take(records: Uint8Array, proofs: Uint8Array): { records: number; proofs: number } {
    const columnsMax = Math.ceil(proofs.length / COLUMN_MIN_BYTES);
    const at = this.#at;
    at.proofs = this.#keptEnd + VECTOR_BYTES;
    at.records = at.proofs + proofs.length + VECTOR_BYTES;
    at.columns = WORD_BYTES * Math.ceil((at.records + records.length) / WORD_BYTES);
    at.messages = at.columns + COLUMN_BYTES * columnsMax;
    // Padding takes a block and eight bytes at most, and the separators were there before.
    at.digits = at.messages + proofs.length + (BLOCK_BYTES + 8) * columnsMax + VECTOR_BYTES;
    at.row = at.digits + DIGITS_BYTES * columnsMax;
    // A cell of CSV takes twice of what it is made of at most.
    this.#grow(at.row + records.length + 2 * proofs.length + SPARE_BYTES);
    this.#bytes.set(proofs, at.proofs);
    this.#bytes.set(records, at.records);
    this.#columns = 0;
    this.#messagesEnd = at.messages;
    return at;
  }

  /**
   * Opens the columns of the proof line that ends at `lineEnd`, from `at` on; salts stand from `salts`
   * to `saltsEnd`. Undefined where they do not have the usual form.
   */
  openColumns(at: number, salts: Stretch, lineEnd: number): ColumnRange | undefined {
    const first = this.#columns;
    const columns = this.#at.columns + COLUMN_BYTES * first;
    const { start, end } = salts;
    const opened = this.#code.open(at, start, end, lineEnd, columns, this.#messagesEnd);
    if (opened === 0) return undefined;
    this.#messagesEnd = opened;
    this.#columns += (end - start) / SALT_DIGITS;
    return { first, end: this.#columns };
  }

  /** Makes the commitments of all columns that were opened. */
  commit(): void {
    for (let column = 0; column < this.#columns; column += 1) {
      const blocks = this.#word(column, COLUMN.blocks);
      while (this.#waiting.length <= blocks) this.#waiting.push({ from: [], to: [] });
      this.#waiting[blocks]?.from.push(this.#word(column, COLUMN.message));
      this.#waiting[blocks]?.to.push(this.#digitsAt(column));
    }
    for (const [blocks, { from, to }] of this.#waiting.entries()) {
      // What lanes are left over do the first message again.
      const message = (index: number) => from[index] ?? from[0] ?? 0;
      const digits = (index: number) => to[index] ?? to[0] ?? 0;
      for (let index = 0; index < from.length; index += LANES) {
        this.#code.hashFour(
          message(index),
          message(index + 1),
          message(index + 2),
          message(index + 3),
          blocks,
          digits(index),
          digits(index + 1),
          digits(index + 2),
          digits(index + 3),
        );
      }
      from.length = 0;
      to.length = 0;
    }
  }

  /** Where the commitments end that stand at `at`, if they are those of these columns; else 0. */
  statedEnd(at: number, { first, end }: ColumnRange): number {
    const address = (column: number) => this.#at.columns + COLUMN_BYTES * column;
    return this.#code.stated(at, address(first), address(end), this.#digitsAt(first));
  }

  nameOf(column: number): Stretch {
    return { start: this.#word(column, COLUMN.name), end: this.#word(column, COLUMN.nameEnd) };
  }

  valueOf(column: number): Stretch {
    return { start: this.#word(column, COLUMN.value), end: this.#word(column, COLUMN.valueEnd) };
  }

  startRow(): void {
    this.#rowEnd = this.#at.row;
  }

  /** Adds what stands from `start` to `end` to the row. */
  addStretch(start: number, end: number): void {
    this.#rowEnd = this.#code.copy(start, end, this.#rowEnd);
  }

  addText(text: string): void {
    this.#rowEnd += this.#bytes.write(text, this.#rowEnd);
  }

  /** To be copied before the next one. */
  get row(): Uint8Array {
    return this.#bytes.subarray(this.#at.row, this.#rowEnd);
  }

  #word(column: number, field: number): number {
    return this.#words[(this.#at.columns + COLUMN_BYTES * column + field) / WORD_BYTES] ?? 0;
  }

  #digitsAt(column: number): number {
    return this.#at.digits + DIGITS_BYTES * column;
  }

  #grow(needed: number): void {
    const missing = needed - this.#bytes.length;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#bytes = Buffer.from(this.#memory.buffer);
    this.#words = new Uint32Array(this.#memory.buffer);
  }
}
