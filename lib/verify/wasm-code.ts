/** As much of WebAssembly's binary format (core specification §5) as checking records needs. */

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
export const put = (local: number, value: Code): Code => code(value, set(local));
export const i32 = (value: number): Code => [0x41, ...signed(value)];
const constant = (bytes: readonly number[]): Code => vector(12, ...bytes);
/** The same byte sixteen times. */
export const everyByte = (byte: number): Code => constant(new Array<number>(16).fill(byte & 0xff));
/** Runs the code again as long as it leaves a number other than 0. */
export const loop = (...body: readonly Code[]): Code =>
  code([0x03, 0x40], joined(body), [0x0d, 0, 0x0b]);
/** Runs the code as long as the condition leaves a number other than 0, perhaps never. */
export const whilst = (condition: Code, ...body: readonly Code[]): Code =>
  code([0x02, 0x40, 0x03, 0x40], condition, [0x45, 0x0d, 1], joined(body), [0x0c, 0, 0x0b, 0x0b]);
export const when = (condition: Code, ...body: readonly Code[]): Code =>
  code(condition, [0x04, 0x40], joined(body), [0x0b]);
export const either = (condition: Code, then: Code, otherwise: Code): Code =>
  code(condition, [0x04, 0x40], then, [0x05], otherwise, [0x0b]);
/** Ends the function. */
export const give = (value: Code): Code => code(value, [0x0f]);

export const I32 = { add: [0x6a], sub: [0x6b] } as const;

const operation =
  (opcode: number) =>
  (one: Code, other: Code): Code =>
    code(one, other, [opcode]);
export const plus = operation(0x6a);
export const minus = operation(0x6b);
export const both = operation(0x71);
export const any = operation(0x72);
export const shiftedLeft = operation(0x74);
export const shiftedRight = operation(0x76);
export const equal = operation(0x46);
export const differ = operation(0x47);
/** Of numbers without a sign, as all comparisons. */
export const below = operation(0x49);
export const atLeast = operation(0x4f);

export const byteAt = (address: Code, offset = 0): Code => code(address, [0x2d, ...at(offset)]);
export const wordAt = (address: Code, offset = 0): Code => code(address, [0x28, ...at(offset)]);
export const putByte = (address: Code, value: Code, offset = 0): Code =>
  code(address, value, [0x3a, ...at(offset)]);
export const putWord = (address: Code, value: Code, offset = 0): Code =>
  code(address, value, [0x36, ...at(offset)]);

/** Of words, 32 bits each, where nothing else is said. */
export const V128 = {
  splat: vector(17),
  add: vector(174),
  shiftLeft: (bits: number): Code => [...i32(bits), ...vector(171)],
  shiftRight: (bits: number): Code => [...i32(bits), ...vector(173)],
  and: vector(78),
  or: vector(80),
  xor: vector(81),
  /** A number other than 0 unless all bits are zero. */
  anyBit: vector(83),
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

/** Takes numbers and gives one, or nothing, back. After its parameters come locals, first vectors. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly vectors: number;
  readonly numbers: number;
  readonly gives: boolean;
  readonly body: Code;
}

/** A module of these functions; its memory is imported as `env.memory`. */
export function moduleOf(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const numbers = (count: number) => counted(new Array<number>(count).fill(I32_TYPE));
  const each = (make: (one: WasmFunction, index: number) => Code) => functions.map(make);
  const sections = code(
    section(
      1,
      each(({ parameters, gives }) => code([0x60], numbers(parameters), numbers(gives ? 1 : 0))),
    ),
    section(2, [code(NAME_ENV, NAME_MEMORY, [0x02, 0x00, 1])]),
    section(
      3,
      each((_, index) => unsigned(index)),
    ),
    section(
      7,
      each(({ name }, index) => code(counted(asciiOf(name)), [0x00], unsigned(index))),
    ),
    section(10, each(bodyOf)),
  );
  return new Uint8Array(code([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], sections));
}

function bodyOf({ vectors, numbers, body }: WasmFunction): Code {
  const locals = code(unsigned(vectors), [V128_TYPE], unsigned(numbers), [I32_TYPE]);
  return counted(code([2], locals, body, [0x0b]));
}

function asciiOf(text: string): Code {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function section(id: number, entries: readonly Code[]): Code {
  return code([id], counted(code(unsigned(entries.length), joined(entries))));
}

function counted(bytes: Code): Code {
  return code(unsigned(bytes.length), bytes);
}
