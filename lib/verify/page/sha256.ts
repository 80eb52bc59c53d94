const BLOCK_BYTES = 64;
const LENGTH_AT = 56;

/** FIPS 180-4 §4.2.2: the first 32 bits of the fractions of the first primes' roots. */
const [INITIAL, ROUNDS] = constants();

function constants(): [Uint32Array, Uint32Array] {
  const primes: number[] = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32);
  return [
    Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
    Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  ];
}

const schedule = new Int32Array(64);

/** SHA-256 (FIPS 180-4) of what comes in pieces. */
export class Sha256 {
  readonly #state = Int32Array.from(INITIAL);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #filled = 0;
  #length = 0;

  update(data: Uint8Array): this {
    this.#length += data.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(BLOCK_BYTES - this.#filled, data.length);
      this.#block.set(data.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < BLOCK_BYTES) return this;
      compress(this.#state, this.#block, 0);
      this.#filled = 0;
    }
    for (; at + BLOCK_BYTES <= data.length; at += BLOCK_BYTES) compress(this.#state, data, at);
    this.#block.set(data.subarray(at), 0);
    this.#filled = data.length - at;
    return this;
  }

  /** Ends it. */
  bytes(): Uint8Array {
    this.#pad();
    const digest = new DataView(new ArrayBuffer(32));
    for (const [index, word] of this.#state.entries()) digest.setInt32(4 * index, word);
    return new Uint8Array(digest.buffer);
  }

  /** Ends it. */
  hex(): string {
    return Array.from(this.bytes(), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  #pad(): void {
    const block = this.#block;
    block[this.#filled] = 0x80;
    block.fill(0, this.#filled + 1);
    if (this.#filled >= LENGTH_AT) {
      compress(this.#state, block, 0);
      block.fill(0);
    }
    const view = new DataView(block.buffer);
    view.setBigUint64(LENGTH_AT, BigInt(this.#length) * 8n);
    compress(this.#state, block, 0);
  }
}

/** FIPS 180-4 §6.2.2, for one block. */
function compress(state: Int32Array, data: Uint8Array, at: number): void {
  const w = schedule;
  for (let i = 0; i < 16; i += 1) {
    const p = at + 4 * i;
    w[i] = (n(data[p]) << 24) | (n(data[p + 1]) << 16) | (n(data[p + 2]) << 8) | n(data[p + 3]);
  }
  for (let i = 16; i < 64; i += 1) {
    const x = n(w[i - 15]);
    const y = n(w[i - 2]);
    const small0 = (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) | 0;
    const small1 = (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)) | 0;
    w[i] = (n(w[i - 16]) + small0 + n(w[i - 7]) + small1) | 0;
  }
  let [a, b, c, d] = [n(state[0]), n(state[1]), n(state[2]), n(state[3])];
  let [e, f, g, h] = [n(state[4]), n(state[5]), n(state[6]), n(state[7])];
  for (let i = 0; i < 64; i += 1) {
    const big1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + big1 + ((e & f) ^ (~e & g)) + n(ROUNDS[i]) + n(w[i])) | 0;
    const big0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) {
    state[index] = (n(state[index]) + word) | 0;
  }
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** All indexes here lie inside; the type checker cannot see it. */
function n(word: number | undefined): number {
  return word as number;
}
