import { forEachOpened, type Opened, type TextOf } from './record';
import {
  BLOCK_BYTES,
  HASH_DIGITS,
  type HashFour,
  LANES,
  OWN_BYTES,
  openHashFour,
} from './sha256-lanes';

const PAGE_BYTES = 64 * 1024;
/** FIPS 180-4 §5.1.1: after a message stand a one bit and its length. */
const LENGTH_BYTES = 8;
const DIGITS = ' '.repeat(HASH_DIGITS);

/** Messages of one number of blocks: where each begins, and where its digits go. */
interface Waiting {
  readonly from: number[];
  readonly to: number[];
}

/** Makes the commitments of many records together, four at a time. For ASCII only. */
export class CommitmentLanes {
  readonly #memory: WebAssembly.Memory;
  readonly #hashFour: HashFour;
  readonly #paddings: string[] = [];
  /** By the number of blocks. */
  readonly #waiting: Waiting[] = [];
  #messages = '';
  #text = '';
  #records: { readonly start: number; readonly end: number }[] = [];

  private constructor(memory: WebAssembly.Memory, hashFour: HashFour) {
    this.#memory = memory;
    this.#hashFour = hashFour;
  }

  /** Undefined where WebAssembly has no vectors. */
  static open(): CommitmentLanes | undefined {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const hashFour = openHashFour(memory);
    return hashFour && new CommitmentLanes(memory, hashFour);
  }

  /** Adds a record's opened columns. Returns its place among the texts. Throws Fault. */
  add(opened: Opened, textOf: TextOf): number {
    const start = this.#text.length;
    let comma = '';
    forEachOpened(opened, textOf, (name, message) => {
      this.#text += `${comma}"${name}":"`;
      this.#wait(message, this.#text.length);
      this.#text += `${DIGITS}"`;
      comma = ',';
    });
    return this.#records.push({ start, end: this.#text.length }) - 1;
  }

  /** For each record that was added what `commitmentsText` gives. */
  takeTexts(): string[] {
    const textAt = OWN_BYTES + this.#messages.length;
    const end = textAt + this.#text.length;
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    const bytes = Buffer.from(this.#memory.buffer);
    bytes.write(this.#messages, OWN_BYTES, 'latin1');
    bytes.write(this.#text, textAt, 'latin1');
    this.#hash(OWN_BYTES, textAt);
    const text = bytes.toString('latin1', textAt, end);
    const texts = this.#records.map((record) => text.slice(record.start, record.end));
    this.#messages = '';
    this.#text = '';
    this.#records = [];
    return texts;
  }

  #wait(message: string, to: number): void {
    const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
    while (this.#waiting.length <= blocks) this.#waiting.push({ from: [], to: [] });
    this.#waiting[blocks]?.from.push(this.#messages.length);
    this.#waiting[blocks]?.to.push(to);
    this.#messages += message;
    this.#messages += this.#padding(message.length, blocks);
  }

  #padding(length: number, blocks: number): string {
    const known = this.#paddings[length];
    if (known !== undefined) return known;
    const bytes = Buffer.alloc(blocks * BLOCK_BYTES - length);
    bytes[0] = 0x80;
    bytes.writeUInt32BE(8 * length, bytes.length - 4);
    const padding = bytes.toString('latin1');
    this.#paddings[length] = padding;
    return padding;
  }

  #hash(messagesAt: number, textAt: number): void {
    for (const [blocks, { from, to }] of this.#waiting.entries()) {
      // What lanes are left over do the first message again.
      const message = (index: number) => messagesAt + (from[index] ?? from[0] ?? 0);
      const digits = (index: number) => textAt + (to[index] ?? to[0] ?? 0);
      for (let index = 0; index < from.length; index += LANES) {
        this.#hashFour(
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
}
