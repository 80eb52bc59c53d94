/**
 * What is done with each byte of the records and proofs of a bundle, in WebAssembly: in JavaScript
 * it takes several times as long. Texts are not made, everything stays where it stands in memory.
 */
import {
  add,
  alike,
  copied,
  expect,
  isByte,
  isWithin,
  QUOTE,
  stands,
  VECTOR_BYTES,
} from './byte-code';
import { SALT_DIGITS } from './record';
import { BLOCK_BYTES, HASH_DIGITS, HASH_FOUR, type HashFour } from './sha256-lanes';
import {
  any,
  atLeast,
  below,
  both,
  byteAt,
  type Code,
  code,
  differ,
  either,
  everyByte,
  get,
  give,
  i32,
  loop,
  minus,
  moduleOf,
  plus,
  put,
  putByte,
  putWord,
  shiftedLeft,
  shiftedRight,
  tee,
  V128,
  type WasmFunction,
  when,
  whilst,
  wordAt,
} from './wasm-code';

/**
 * A column that a proof opens, as the numbers that stand for it in memory: the addresses of its name
 * and its value, and where they end; of its message, padded for SHA-256, and the blocks that it has.
 */
export const COLUMN = {
  name: 0,
  nameEnd: 4,
  value: 8,
  valueEnd: 12,
  message: 16,
  blocks: 20,
} as const;
export const COLUMN_BYTES = 24;
/** From one commitment's digits to the next one's. */
export const DIGITS_BYTES = 48;

/** Numbers are addresses. */
export interface RecordCode {
  readonly hashFour: HashFour;
  /**
   * Reads the columns that a proof line opens and makes their messages. `at`: behind the brace that
   * opens them; salts stand from `salts` to their quotation mark at `saltsEnd`; the line ends at
   * `lineEnd`. Returns the end of the messages; 0 for a line of another form: columns in order, texts
   * without a backslash, whole numbers or objects, and two braces. Objects may still be none.
   */
  open(
    at: number,
    salts: number,
    saltsEnd: number,
    lineEnd: number,
    columns: number,
    messages: number,
  ): number;
  /**
   * Where the commitments end that stand at `at`, if they are those of these columns, of which the
   * digits stand at `digits`; else 0.
   */
  stated(at: number, columns: number, columnsEnd: number, digits: number): number;
  /** Copies what stands from `from` to `end`. Returns the end of the copy. */
  copy(from: number, end: number, to: number): number;
}

/** Undefined where WebAssembly has no vectors. */
export function openRecordCode(memory: WebAssembly.Memory): RecordCode | undefined {
  try {
    const module = new WebAssembly.Module(
      moduleOf([HASH_FOUR, openFunction(), statedFunction(), copyFunction()]),
    );
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return exports as unknown as RecordCode;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

const zeros = everyByte(0);
const BLOCK_SHIFT = Math.log2(BLOCK_BYTES);
const DIGITS_MAX = 15;
const [SPACE, COMMA, MINUS, ZERO] = [0x20, 0x2c, 0x2d, 0x30];
const [LOWER_A, LOWER_F, NINE, UNDERSCORE] = [0x61, 0x66, 0x39, 0x5f];
const [COLON, BACKSLASH, OPEN_BRACE, CLOSE_BRACE] = [0x3a, 0x5c, 0x7b, 0x7d];

function copyFunction(): WasmFunction {
  const [FROM, END, TO] = [0, 1, 2];
  const body = code(copied(FROM, get(END), TO), get(TO));
  return { name: 'copy', parameters: 3, vectors: 0, numbers: 0, gives: true, body };
}

// The locals of `open`: its parameters, then numbers.
const [AT, SALT, SALTS_END, LINE_END, COLUMNS, MESSAGE] = [0, 1, 2, 3, 4, 5];
const [NAME, VALUE, BEFORE, FROM, TO, START, BYTE, DEPTH] = [6, 7, 8, 9, 10, 11, 12, 13];

function openFunction(): WasmFunction {
  const body = code(
    // What stands before the first name is a quotation mark, which comes before all names.
    put(BEFORE, get(SALTS_END)),
    whilst(
      below(get(SALT), get(SALTS_END)),
      checkSalt(),
      readName(),
      readValue(),
      putColumn(),
      makeMessage(),
      add(COLUMNS, COLUMN_BYTES),
      add(SALT, SALT_DIGITS),
      when(below(get(SALT), get(SALTS_END)), code(expect(AT, COMMA), add(AT, 1))),
    ),
    code(expect(AT, CLOSE_BRACE), expect(AT, CLOSE_BRACE, 1)),
    when(differ(plus(get(AT), i32(2)), get(LINE_END)), give(i32(0))),
    get(MESSAGE),
  );
  return { name: 'open', parameters: 6, vectors: 0, numbers: 8, gives: true, body };
}

/** A salt is of hexadecimal digits. */
function checkSalt(): Code {
  const beyond = (offset: number, first: number, last: number) =>
    code(
      code(get(SALT), V128.load(offset), everyByte(-first), V128.bytesAdd),
      code(everyByte(last - first), V128.bytesGreater),
    );
  const isNone = (offset: number) =>
    code(beyond(offset, ZERO, NINE), beyond(offset, LOWER_A, LOWER_F), V128.and);
  const any = code(isNone(0), isNone(VECTOR_BYTES), V128.or, V128.anyBit);
  return when(any, give(i32(0)));
}

/** From behind a quotation mark to the next one; a backslash or less than a space is unusual. */
const readText = (): Code =>
  whilst(
    differ(code(byteAt(get(AT)), tee(BYTE)), i32(QUOTE)),
    when(any(isByte(BYTE, BACKSLASH), below(get(BYTE), i32(SPACE))), give(i32(0))),
    add(AT, 1),
  );

/** Leaves `AT` at the value; the name, of small letters, digits and `_`, comes behind the one before. */
function readName(): Code {
  const isDigit = isWithin(AT, ZERO, 10);
  const isOther = any(isWithin(AT, LOWER_A, 26), stands(AT, UNDERSCORE));
  return code(
    expect(AT, QUOTE),
    add(AT, 1),
    when(isDigit, give(i32(0))),
    put(NAME, get(AT)),
    whilst(any(isDigit, isOther), add(AT, 1)),
    expect(AT, QUOTE),
    code(put(FROM, get(BEFORE)), put(TO, get(NAME))),
    whilst(alike(FROM, TO, BYTE), add(FROM, 1), add(TO, 1)),
    when(atLeast(byteAt(get(FROM)), byteAt(get(TO))), give(i32(0))),
    put(BEFORE, get(NAME)),
    expect(AT, COLON, 1),
    putWord(get(COLUMNS), get(AT), COLUMN.nameEnd),
    add(AT, 2),
    put(VALUE, get(AT)),
  );
}

/** Leaves `AT` behind the value. */
function readValue(): Code {
  const text = code(add(AT, 1), readText(), add(AT, 1));
  const otherwise = either(stands(AT, OPEN_BRACE), readObject(text), readInteger());
  return either(stands(AT, QUOTE), text, otherwise);
}

/** As far as braces go: what is between them is not looked at. */
function readObject(text: Code): Code {
  return code(
    put(DEPTH, i32(0)),
    loop(
      put(BYTE, byteAt(get(AT))),
      when(below(get(BYTE), i32(SPACE)), give(i32(0))),
      put(DEPTH, plus(get(DEPTH), isByte(BYTE, OPEN_BRACE))),
      put(DEPTH, minus(get(DEPTH), isByte(BYTE, CLOSE_BRACE))),
      either(isByte(BYTE, QUOTE), text, add(AT, 1)),
      get(DEPTH),
    ),
  );
}

/** Of so few digits that it is one that a number of JavaScript can be; in its one spelling. */
function readInteger(): Code {
  const isDigit = isWithin(AT, ZERO, 10);
  const digits = minus(get(AT), get(START));
  return code(
    when(stands(AT, MINUS), add(AT, 1)),
    put(START, get(AT)),
    whilst(isDigit, add(AT, 1)),
    // One digit at least: what is less than that is a very large number here.
    when(atLeast(minus(digits, i32(1)), i32(DIGITS_MAX)), give(i32(0))),
    when(both(stands(START, ZERO), differ(minus(get(AT), get(VALUE)), i32(1))), give(i32(0))),
  );
}

function putColumn(): Code {
  return code(
    putWord(get(COLUMNS), get(NAME), COLUMN.name),
    putWord(get(COLUMNS), get(VALUE), COLUMN.value),
    putWord(get(COLUMNS), get(AT), COLUMN.valueEnd),
    putWord(get(COLUMNS), get(MESSAGE), COLUMN.message),
  );
}

/** Salt ":" name ":" value, padded (FIPS 180-4 §5.1.1). Leaves `MESSAGE` behind it. */
function makeMessage(): Code {
  const separator = code(putByte(get(TO), i32(COLON)), add(TO, 1));
  const end = get(MESSAGE);
  return code(
    code(put(START, get(MESSAGE)), put(TO, get(MESSAGE))),
    code(put(FROM, get(SALT)), copied(FROM, plus(get(SALT), i32(SALT_DIGITS)), TO), separator),
    code(put(FROM, get(NAME)), copied(FROM, wordAt(get(COLUMNS), COLUMN.nameEnd), TO), separator),
    code(put(FROM, get(VALUE)), copied(FROM, get(AT), TO)),
    // The blocks that hold it with a one bit and its length in eight bytes.
    put(BYTE, minus(get(TO), get(START))),
    put(FROM, shiftedRight(plus(get(BYTE), i32(8 + BLOCK_BYTES)), i32(BLOCK_SHIFT))),
    putWord(get(COLUMNS), get(FROM), COLUMN.blocks),
    put(MESSAGE, plus(get(START), shiftedLeft(get(FROM), i32(BLOCK_SHIFT)))),
    code(putByte(get(TO), i32(0x80)), add(TO, 1)),
    loop(code(get(TO), zeros, V128.store(0)), add(TO, VECTOR_BYTES), below(get(TO), end)),
    // In bits, big-endian.
    putByte(minus(end, i32(1)), shiftedLeft(get(BYTE), i32(3))),
    putByte(minus(end, i32(2)), shiftedRight(get(BYTE), i32(5))),
    putByte(minus(end, i32(3)), shiftedRight(get(BYTE), i32(13))),
    putByte(minus(end, i32(4)), shiftedRight(get(BYTE), i32(21))),
  );
}

function statedFunction(): WasmFunction {
  const [AT, COLUMN_AT, COLUMNS_END, DIGITS, FROM, TO, BYTE] = [0, 1, 2, 3, 4, 5, 6];
  const unlike = (offset: number) =>
    code(get(FROM), V128.load(offset), get(DIGITS), V128.load(offset), V128.xor);
  const isLast = HASH_DIGITS - VECTOR_BYTES;
  const body = code(
    whilst(
      below(get(COLUMN_AT), get(COLUMNS_END)),
      expect(AT, QUOTE),
      code(put(FROM, plus(get(AT), i32(1))), put(TO, wordAt(get(COLUMN_AT), COLUMN.name))),
      whilst(alike(FROM, TO, BYTE), add(FROM, 1), add(TO, 1)),
      code(expect(FROM, QUOTE), expect(TO, QUOTE), expect(FROM, COLON, 1), expect(FROM, QUOTE, 2)),
      add(FROM, 3),
      code(unlike(0), unlike(VECTOR_BYTES), V128.or, unlike(isLast), V128.or),
      when(V128.anyBit, give(i32(0))),
      expect(FROM, QUOTE, HASH_DIGITS),
      put(AT, plus(get(FROM), i32(HASH_DIGITS + 1))),
      add(DIGITS, DIGITS_BYTES),
      add(COLUMN_AT, COLUMN_BYTES),
      when(below(get(COLUMN_AT), get(COLUMNS_END)), code(expect(AT, COMMA), add(AT, 1))),
    ),
    get(AT),
  );
  return { name: 'stated', parameters: 4, vectors: 0, numbers: 3, gives: true, body };
}
