/** As much of WebAssembly's binary format (core specification §5) as hashing needs. */

export type Code = readonly number[];

// Spreading would take several times as long, and a module has thousands of bytes.
export function joined(parts: readonly Code[]): Code {
  const none: number[] = [];
  return none.concat(...parts);
}

/** Pieces of code one after another. */
export const code = (...parts: readonly Code[]): Code => joined(parts);

/** Unsigned LEB128 (§5.2.2). */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Signed LEB128 (§5.2.2). */
function signed(value: number): Code {
  const last = value >= -0x40 && value < 0x40;
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

const vector = (code: number, ...rest: Code): Code => [0xfd, ...unsigned(code), ...rest];
/** No alignment is promised. */
const at = (offset: number): Code => [0, ...unsigned(offset)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
/** Sets it and leaves the value where it was. */
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const constant = (bytes: readonly number[]): Code => vector(12, ...bytes);
/** Runs the code again as long as it leaves a number other than 0. */
export const loop = (...body: readonly Code[]): Code =>
  code([0x03, 0x40], joined(body), [0x0d, 0, 0x0b]);

export const I32 = { add: [0x6a], sub: [0x6b] } as const;

/** Of words, 32 bits each, where nothing else is said. */
export const V128 = {
  splat: vector(17),
  add: vector(174),
  shiftLeft: (bits: number): Code => [...i32(bits), ...vector(171)],
  shiftRight: (bits: number): Code => [...i32(bits), ...vector(173)],
  and: vector(78),
  or: vector(80),
  xor: vector(81),
  /** Bits of the first vector where the third has ones, elsewhere of the second. */
  select: vector(82),
  bytesAdd: vector(110),
  /** Unsigned; all ones where it is greater. */
  bytesGreater: vector(40),
  /** Bytes by their number, zero for a number that is not there. */
  pick: (bytes: readonly number[]): Code => [...constant(bytes), ...vector(14)],
  load: (offset: number): Code => vector(0, ...at(offset)),
  loadLane32: (offset: number, lane: number): Code => vector(86, ...at(offset), lane),
  store: (offset: number): Code => vector(11, ...at(offset)),
  storeLane8: (offset: number, lane: number): Code => vector(88, ...at(offset), lane),
  storeLane16: (offset: number, lane: number): Code => vector(89, ...at(offset), lane),
  storeLane32: (offset: number, lane: number): Code => vector(90, ...at(offset), lane),
  storeLane64: (offset: number, lane: number): Code => vector(91, ...at(offset), lane),
} as const;

const I32_TYPE = 0x7f;
const V128_TYPE = 0x7b;
const NAME_ENV = [3, 0x65, 0x6e, 0x76];
const NAME_MEMORY = [6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79];
const NAME_RUN = [3, 0x72, 0x75, 0x6e];

/**
 * A module with the function `run`, which takes i32s and gives nothing back; its memory is imported
 * as `env.memory`. After its parameters it has locals that are vectors.
 */
export function functionModule(
  parameters: number,
  vectors: number,
  body: Code,
): Uint8Array<ArrayBuffer> {
  const types = counted(new Array<number>(parameters).fill(I32_TYPE));
  const locals = code([1], unsigned(vectors), [V128_TYPE]);
  const sections = code(
    section(1, code([0x60], types, [0])),
    section(2, code(NAME_ENV, NAME_MEMORY, [0x02, 0x00, 1])),
    section(3, [0]),
    section(7, code(NAME_RUN, [0x00, 0])),
    section(10, counted(code(locals, body, [0x0b]))),
  );
  return new Uint8Array(code([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], sections));
}

/** A section with one entry. */
function section(id: number, entry: Code): Code {
  return code([id], counted(code([1], entry)));
}

function counted(bytes: Code): Code {
  return code(unsigned(bytes.length), bytes);
}
