/** What WebAssembly does with bytes in memory, of which a local has the address. */
import {
  below,
  both,
  byteAt,
  type Code,
  code,
  differ,
  equal,
  get,
  give,
  i32,
  loop,
  minus,
  plus,
  put,
  tee,
  V128,
  when,
} from './wasm-code';

/** Copies are made by whole vectors, and may write as many bytes behind what they are to write. */
export const VECTOR_BYTES = 16;
export const QUOTE = 0x22;

/** Adds to a local. */
export const add = (local: number, number: number): Code =>
  put(local, plus(get(local), i32(number)));
export const stands = (local: number, byte: number, offset = 0): Code =>
  equal(byteAt(get(local), offset), i32(byte));
/** Ends the function, as what it looks at is not what it ought to be, unless that byte stands there. */
export const expect = (local: number, byte: number, offset = 0): Code =>
  when(differ(byteAt(get(local), offset), i32(byte)), give(i32(0)));
/** Whether the byte there is one of `count` from `first` on. */
export const isWithin = (local: number, first: number, count: number): Code =>
  below(minus(byteAt(get(local)), i32(first)), i32(count));
export const isByte = (local: number, byte: number): Code => equal(get(local), i32(byte));

/** Whether the same byte stands in both places, and no name ends with it. */
export const alike = (one: number, other: number, byte: number): Code =>
  both(differ(code(byteAt(get(one)), tee(byte)), i32(QUOTE)), equal(get(byte), byteAt(get(other))));

/** From the number in a local on up to `end`. The local `to` becomes the end of the copy. */
export const copied = (from: number, end: Code, to: number): Code =>
  code(
    loop(
      code(get(to), get(from), V128.load(0), V128.store(0)),
      add(from, VECTOR_BYTES),
      add(to, VECTOR_BYTES),
      below(get(from), end),
    ),
    put(to, minus(get(to), minus(get(from), end))),
  );
