const FIRST_BYTES = 64 * 1024;

/** Bytes that are put together piece by piece. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    const needed = this.#length + piece.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(2 * needed);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = needed;
  }

  clear(): void {
    this.#length = 0;
  }

  /** All of it, for others to keep. */
  copied(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
