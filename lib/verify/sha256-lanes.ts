/**
 * SHA-256 (FIPS 180-4) of four messages at once, one in each lane of WebAssembly's vectors: hashed
 * one by one, short messages cost three times as much in calls as in hashing.
 */
import {
  type Code,
  code,
  everyByte,
  get,
  I32,
  i32,
  joined,
  loop,
  set,
  tee,
  V128,
  type WasmFunction,
} from './wasm-code';

/**
 * Takes the addresses of four messages of `blocks` blocks, padded as §5.1.1 says, and of where the
 * 43 digits of each hash go, in base64url without padding.
 */
export type HashFour = (
  ...addressesAndBlocks: [
    ...from: [number, number, number, number],
    blocks: number,
    ...to: [number, number, number, number],
  ]
) => void;

export const LANES = 4;
export const BLOCK_BYTES = 64;
export const HASH_DIGITS = 43;
/** The first bytes of the memory are for the hashes before they are digits. */
export const OWN_BYTES = 256;
const HASH_BYTES = 32;
const WORDS = 8;
const ROUNDS = 64;

// The locals: the parameters, then vectors, of which the last is for whatever is under way.
const FROM = 0;
const BLOCKS = 4;
const TO = 5;
const SCHEDULE = 9;
const STATE = SCHEDULE + 16;
const WORKING = STATE + WORDS;
const SPARE = WORKING + WORDS;

const each = (count: number, at: (index: number) => Code): Code =>
  joined(Array.from({ length: count }, (_, index) => at(index)));

function hashFour(): Code {
  const initial = fractions(WORDS, Math.sqrt);
  const keys = fractions(ROUNDS, Math.cbrt);
  return code(
    each(WORDS, (word) => code(i32(initial[word] ?? 0), V128.splat, set(STATE + word))),
    loop(
      each(WORDS, (word) => code(get(STATE + word), set(WORKING + word))),
      each(ROUNDS, (number) => round(number, keys[number] ?? 0)),
      each(WORDS, (word) =>
        code(get(STATE + word), get(WORKING + word), V128.add, set(STATE + word)),
      ),
      each(LANES, (lane) => code(get(FROM + lane), i32(BLOCK_BYTES), I32.add, set(FROM + lane))),
      code(get(BLOCKS), i32(1), I32.sub, tee(BLOCKS)),
    ),
    each(WORDS, storedWord),
    each(LANES, digits),
  );
}

/** §4.2.2 and §5.3.3: the first 32 bits of the fractions of roots of the first primes. */
function fractions(count: number, root: (prime: number) => number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes.map((prime) => ((root(prime) % 1) * 2 ** 32) | 0);
}

/** §6.2.2 step 3. From round to round the working variables change places instead of being moved. */
function round(number: number, key: number): Code {
  const variable = (index: number) => WORKING + ((index - number) & (WORDS - 1));
  const [a, b, c, d] = [variable(0), variable(1), variable(2), variable(3)];
  const [e, f, g, h] = [variable(4), variable(5), variable(6), variable(7)];
  const choice = code(get(f), get(g), get(e), V128.select);
  // Where a and c differ, b decides.
  const majority = code(get(b), get(c), get(a), get(c), V128.xor, V128.select);
  return code(
    code(word(number), i32(key), V128.splat, V128.add, get(h), V128.add),
    code(largeSigma(e, [6, 11, 25]), V128.add, choice, V128.add, tee(SPARE)),
    code(get(d), V128.add, set(d)),
    code(get(SPARE), largeSigma(a, [2, 13, 22]), V128.add, majority, V128.add, set(h)),
  );
}

/** §6.2.2 step 1. */
function word(number: number): Code {
  const back = (distance: number) => SCHEDULE + ((number - distance) & 15);
  if (number < 16) {
    const lane = (index: number) =>
      code(get(FROM + index), get(SPARE), V128.loadLane32(4 * number, index), set(SPARE));
    return code(each(LANES, lane), get(SPARE), BIG_ENDIAN, tee(back(0)));
  }
  return code(
    code(smallSigma(back(2), [17, 19, 10]), get(back(7)), V128.add),
    code(smallSigma(back(15), [7, 18, 3]), V128.add, get(back(16)), V128.add, tee(back(0))),
  );
}

type Three = readonly [number, number, number];

/** §4.1.2: Σ. */
function largeSigma(of: number, [one, two, three]: Three): Code {
  return code(rotated(of, one), rotated(of, two), V128.xor, rotated(of, three), V128.xor);
}

/** §4.1.2: σ. */
function smallSigma(of: number, [one, two, shift]: Three): Code {
  const shifted = code(get(of), V128.shiftRight(shift));
  return code(rotated(of, one), rotated(of, two), V128.xor, shifted, V128.xor);
}

function rotated(of: number, bits: number): Code {
  const low = code(get(of), V128.shiftRight(bits));
  return code(low, get(of), V128.shiftLeft(32 - bits), V128.or);
}

const BIG_ENDIAN = V128.pick([3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12]);

function storedWord(index: number): Code {
  return code(
    code(get(STATE + index), BIG_ENDIAN, set(SPARE)),
    each(LANES, (lane) =>
      code(i32(HASH_BYTES * lane + 4 * index), get(SPARE), V128.storeLane32(0, lane)),
    ),
  );
}

/** RFC 4648 §5 of a lane's hash: 12 bytes to 16 digits, twice, and 8 bytes to 11. */
function digits(lane: number): Code {
  const whole = [2, 1, 0, NONE, 5, 4, 3, NONE, 8, 7, 6, NONE, 11, 10, 9, NONE];
  const rest = [2, 1, 0, NONE, 5, 4, 3, NONE, NONE, 7, 6, NONE, NONE, NONE, NONE, NONE];
  const sixteen = (offset: number, bytes: readonly number[]) =>
    code(i32(HASH_BYTES * lane), V128.load(offset), V128.pick(bytes), AS_DIGITS);
  const to = get(TO + lane);
  return code(
    code(to, sixteen(0, whole), V128.store(0)),
    code(to, sixteen(12, whole), V128.store(16)),
    code(sixteen(24, rest), set(SPARE)),
    code(to, get(SPARE), V128.storeLane64(32, 0)),
    code(to, get(SPARE), V128.storeLane16(40, 4)),
    code(to, get(SPARE), V128.storeLane8(42, 10)),
  );
}

/** No byte of a vector. */
const NONE = 16;
const [A, LOWER_A, ZERO, HYPHEN, UNDERSCORE] = [0x41, 0x61, 0x30, 0x2d, 0x5f];

const sixBits = (shift: Code, mask: number) =>
  code(get(SPARE), shift, i32(mask), V128.splat, V128.and);

/** From that number on digits lie `step` further away from their numbers. */
const beyond = (number: number, step: number) =>
  code(
    code(get(SPARE), everyByte(number), V128.bytesGreater),
    code(everyByte(step), V128.and, V128.bytesAdd),
  );

/** Of the 24 bits in each word: four times six bits, each the number of a digit. */
const AS_DIGITS = code(
  set(SPARE),
  sixBits(V128.shiftRight(18), 0x3f),
  code(sixBits(V128.shiftRight(4), 0x3f00), V128.or),
  code(sixBits(V128.shiftLeft(10), 0x3f0000), V128.or),
  code(sixBits(V128.shiftLeft(24), 0x3f000000), V128.or, tee(SPARE)),
  code(everyByte(A), V128.bytesAdd),
  beyond(25, LOWER_A - A - 26),
  beyond(51, ZERO - LOWER_A - 26),
  beyond(61, HYPHEN - ZERO - 10),
  beyond(62, UNDERSCORE - HYPHEN - 1),
);

export const HASH_FOUR: WasmFunction = {
  name: 'hashFour',
  parameters: SCHEDULE,
  vectors: SPARE + 1 - SCHEDULE,
  numbers: 0,
  gives: false,
  body: hashFour(),
};
