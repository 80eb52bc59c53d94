import type { ChunkMemory, Stretch } from './chunk-memory';
import {
  type Cell,
  csvCell,
  type DataColumn,
  type DataFormat,
  LOG_KINDS,
  type LogKind,
  type RecordFacts,
} from './data-row';
import { plainValue } from './plain-value';

const [QUOTE, COMMA, OPEN_BRACE] = [0x22, 0x2c, 0x7b];
const [ZERO, NINE, LOWER_A, LOWER_Z] = [0x30, 0x39, 0x61, 0x7a];

interface PlacedColumn extends DataColumn {
  /** What stands before the cell. */
  readonly before: Stretch;
  /** The place of its value among those that are given; -1 where it is the record's own. */
  readonly place: number;
}

/** The opened columns that rows need. */
export function neededColumns(kind: LogKind): string[] {
  return LOG_KINDS[kind].flatMap(({ opened }) => opened ?? []);
}

/** Writes the rows that `dataRow` makes, of values that stand in the memory. */
export class RowWriter {
  readonly #memory: ChunkMemory;
  readonly #csv: boolean;
  readonly #columns: readonly PlacedColumn[];
  readonly #rowEnd: Stretch;

  /** `places`: the columns of which values are given, in that order. */
  constructor(memory: ChunkMemory, kind: LogKind, format: DataFormat, places: readonly string[]) {
    this.#memory = memory;
    this.#csv = format === 'csv';
    this.#columns = LOG_KINDS[kind].map((column, index) => {
      const comma = index === 0 ? '' : ',';
      const before = this.#csv ? comma : `${comma || '{'}"${column.name}":`;
      const place = column.opened === undefined ? -1 : places.indexOf(column.opened);
      return { ...column, before: memory.keep(before), place };
    });
    this.#rowEnd = memory.keep(this.#csv ? '\r\n' : '}\n');
  }

  /** `values`: where those stand that are opened, each in its place. */
  write(record: RecordFacts, values: readonly (Stretch | undefined)[]): Uint8Array {
    const memory = this.#memory;
    memory.startRow();
    for (const column of this.#columns) {
      memory.addStretch(column.before.start, column.before.end);
      const value = column.opened === undefined ? undefined : values[column.place];
      if (value !== undefined && column.asItStands && this.#isCell(value)) {
        const mark = this.#csv && memory.bytes[value.start] === QUOTE ? 1 : 0;
        memory.addStretch(value.start + mark, value.end - mark);
      } else {
        const cell = column.read(record, value && plainValue(memory.bytes, value));
        memory.addText(this.#csv ? csvCell(cell, column.text) : jsonCell(cell, column));
      }
    }
    memory.addStretch(this.#rowEnd.start, this.#rowEnd.end);
    return memory.row;
  }

  /** Whether what stands there is a cell, but for the quotation marks that CSV does without. */
  #isCell({ start, end }: Stretch): boolean {
    const { bytes } = this.#memory;
    const first = bytes[start];
    if (first === OPEN_BRACE) return false;
    if (!this.#csv || first !== QUOTE) return true;
    // What begins with a letter or a digit is no formula, and not empty.
    return isAlphanumeric(bytes[start + 1] ?? 0) && !contains(bytes, COMMA, start, end);
  }
}

function jsonCell(cell: Cell, { opened }: DataColumn): string {
  // A record's own texts, which have been looked at, need no escapes.
  return opened === undefined && typeof cell === 'string' ? `"${cell}"` : JSON.stringify(cell);
}

function isAlphanumeric(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= ZERO && byte <= NINE) || (lower >= LOWER_A && lower <= LOWER_Z);
}

function contains(bytes: Uint8Array, byte: number, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === byte) return true;
  return false;
}
