import type { ByteWriter } from './byte-writer';
import { Fault, writeHex } from './digest';
import type { Columns } from './record';

/** What was found of the records of a chunk. */
export interface CheckedChunk {
  readonly count: number;
  /** The leaves' hashes, 32 bytes each. */
  readonly hashes: Uint8Array;
  /** The rows that the data file must have for these records, in UTF-8. */
  readonly data: Uint8Array;
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

const HASH_BYTES = 32;

/** Takes down what is found, record by record. */
export class Findings {
  /** For the rows. */
  readonly data: ByteWriter;
  readonly matching: number[] = [];
  readonly erased: number[] = [];
  readonly undecidable: number[] = [];
  readonly #rowEnds: number[] = [];
  readonly #rowSeqs: number[] = [];
  readonly #hashes: Uint8Array;
  readonly #sums = new Map<string, bigint>();
  #count = 0;

  constructor(count: number, data: ByteWriter) {
    this.#hashes = new Uint8Array(count * HASH_BYTES);
    this.data = data;
    data.clear();
  }

  /** The next record's, in hexadecimal. */
  addHash(hash: string): void {
    writeHex(this.#hashes, this.#count * HASH_BYTES, hash);
    this.#count += 1;
  }

  /** A record that matches and whose row was written. */
  addRow(seq: number, columns: Columns): void {
    this.#rowEnds.push(this.data.length);
    this.#rowSeqs.push(seq);
    this.matching.push(seq);
    const { amount, currency } = columns;
    if (amount === undefined || typeof currency !== 'string') return;
    if (!Number.isSafeInteger(amount)) throw new Fault('its amount is not a whole number');
    this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + BigInt(amount as number));
  }

  result(): CheckedChunk {
    const { matching, erased, undecidable } = this;
    return {
      count: this.#count,
      hashes: this.#hashes,
      data: this.data.copied(),
      rowEnds: this.#rowEnds,
      rowSeqs: this.#rowSeqs,
      matching,
      erased,
      undecidable,
      sums: Object.fromEntries([...this.#sums].map(([name, sum]) => [name, String(sum)])),
    };
  }
}
