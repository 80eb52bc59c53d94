import type { ByteReader } from './byte-lines';
import { type DataFormat, dataHeader, differingCells, type LogKind } from './data-row';
import { Fault, sameBytes } from './digest';
import type { CheckedChunk } from './findings';

/** The data file, held against the rows that it must have. */
export class DataFile {
  readonly #file: ByteReader;
  readonly #kind: LogKind;
  readonly #format: DataFormat;
  readonly #encoder = new TextEncoder();

  constructor(file: ByteReader, kind: LogKind, format: DataFormat) {
    this.#file = file;
    this.#kind = kind;
    this.#format = format;
  }

  async expectHeader(): Promise<void> {
    const expected = this.#encoder.encode(dataHeader(this.#kind, this.#format));
    if (sameBytes(await this.#file.take(expected.length), expected)) return;
    throw new Fault(`data.${this.#format} does not begin with the columns that it must have`);
  }

  async expect({ data, rowSeqs, rowEnds }: CheckedChunk): Promise<void> {
    const found = await this.#file.take(data.length);
    if (sameBytes(found, data)) return;
    const row = rowEnds.findIndex(
      (end) => !sameBytes(found.subarray(0, end), data.subarray(0, end)),
    );
    const start = row > 0 ? (rowEnds[row - 1] ?? 0) : 0;
    const decoder = new TextDecoder();
    const wanted = decoder.decode(data.subarray(start, rowEnds[row]));
    const rest = decoder.decode(found.subarray(start));
    const given = rest.slice(0, endOfRow(this.#format, rest));
    const cells = differingCells(this.#kind, this.#format, wanted, given);
    const where = cells.length > 0 && cells.length < 3 ? ` (${cells.join(', ')})` : '';
    throw new Fault(
      `record ${rowSeqs[row]}: its row in data.${this.#format} is not what the log has${where}`,
    );
  }

  async expectEnd(): Promise<void> {
    if ((await this.#file.take(1)).length === 0) return;
    throw new Fault(`data.${this.#format} has rows that are not records of the range`);
  }
}

/** Where the first row of the text ends: in CSV, a line may also end within quotes. */
function endOfRow(format: DataFormat, text: string): number {
  const mark = format === 'csv' ? '\r\n' : '\n';
  let quotes = 0;
  for (let from = 0; from < text.length; ) {
    const at = text.indexOf(mark, from);
    if (at === -1) break;
    const end = at + mark.length;
    if (format === 'csv') quotes += text.slice(from, at).split('"').length - 1;
    if (quotes % 2 === 0) return end;
    from = end;
  }
  return text.length;
}
