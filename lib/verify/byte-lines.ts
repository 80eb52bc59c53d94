import { Fault } from './digest';

const LINE_FEED = 10;
const LINE_MAX_BYTES = 4 * 1024 * 1024;
/** Of lines that are taken together: what is not honest must not use up the memory. */
const LINES_MAX_BYTES = 64 * 1024 * 1024;

/** Reads a file that comes in pieces, by lines or by lengths, holding little of it. */
export class ByteReader {
  readonly #name: string;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  #ended = false;

  constructor(name: string, pieces: AsyncIterable<Uint8Array>) {
    this.#name = name;
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /**
   * The next lines with their ends, `count` at most. Throws Fault where the file ends within a line.
   */
  async lines(count: number): Promise<{ count: number; bytes: Uint8Array }> {
    const taken: Uint8Array[] = [];
    let bytes = 0;
    let found = 0;
    let open = 0;
    while (found < count && (await this.#fill())) {
      let end = 0;
      while (found < count) {
        const next = this.#rest.indexOf(LINE_FEED, end);
        if (next < 0) break;
        end = next + 1;
        found += 1;
      }
      const whole = found === count ? end : this.#rest.length;
      open = found === count ? 0 : end > 0 ? whole - end : open + whole;
      taken.push(this.#rest.subarray(0, whole));
      bytes += whole;
      if (open > LINE_MAX_BYTES || bytes > LINES_MAX_BYTES) {
        throw new Fault(`${this.#name} has lines that are too long`);
      }
      this.#rest = this.#rest.subarray(whole);
    }
    if (open > 0) throw new Fault(`${this.#name} ends within a line`);
    return { count: found, bytes: joined(taken, bytes) };
  }

  /** The next bytes, fewer only at the end of the file. */
  async take(count: number): Promise<Uint8Array> {
    const taken: Uint8Array[] = [];
    let bytes = 0;
    while (bytes < count && (await this.#fill())) {
      const part = this.#rest.subarray(0, count - bytes);
      taken.push(part);
      bytes += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return joined(taken, bytes);
  }

  /** All that is left, piece by piece. */
  async *rest(): AsyncGenerator<Uint8Array> {
    while (await this.#fill()) {
      const piece = this.#rest;
      this.#rest = new Uint8Array();
      yield piece;
    }
  }

  /** Whether there is a byte more. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0 && !this.#ended) {
      const next = await this.#pieces.next();
      if (next.done === true) this.#ended = true;
      else this.#rest = next.value;
    }
    return this.#rest.length > 0;
  }
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
