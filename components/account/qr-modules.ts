/**
 * QR codes (ISO/IEC 18004) of texts up to 400 bytes: byte mode, error correction level L, mask 0. Only
 * what showing a secret to a phone takes.
 */
const VERSION_MAX = 15;
/** By version, from 1 on: level L. */
const CHECK_BYTES = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6];

type Grid = (boolean | undefined)[][];

/** Rows of modules, true for dark. Throws for a text that is too long. */
export function qrModules(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  while (dataBytes(version) < bytes.length + (version < 10 ? 2 : 3)) {
    version += 1;
    if (version > VERSION_MAX) throw new RangeError('too long for a QR code');
  }
  const size = version * 4 + 17;
  const grid: Grid = Array.from({ length: size }, () => new Array(size).fill(undefined));
  drawPatterns(grid, version);
  drawData(grid, withChecks(encoded(bytes, version), version));
  return grid.map((row) => row.map((dark) => dark === true));
}

function rawBytes(version: number): number {
  const aligned = Math.floor(version / 7) + 2;
  const patterns = version < 2 ? 0 : (25 * aligned - 10) * aligned - 55;
  return Math.floor(((16 * version + 128) * version + 64 - patterns - (version < 7 ? 0 : 36)) / 8);
}

function checks(version: number): { readonly bytes: number; readonly blocks: number } {
  return { bytes: CHECK_BYTES[version - 1] ?? 0, blocks: BLOCKS[version - 1] ?? 1 };
}

function dataBytes(version: number): number {
  const { bytes, blocks } = checks(version);
  return rawBytes(version) - bytes * blocks;
}

/** Mode, length, text, terminator, padding. */
function encoded(text: Uint8Array, version: number): number[] {
  let bits = `0100${text.length.toString(2).padStart(version < 10 ? 8 : 16, '0')}`;
  for (const byte of text) bits += byte.toString(2).padStart(8, '0');
  const capacity = dataBytes(version) * 8;
  bits = bits.padEnd(Math.min(bits.length + 4, capacity), '0');
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  const bytes = (bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2));
  for (let pad = 0xec; bytes.length < capacity / 8; pad ^= 0xec ^ 0x11) bytes.push(pad);
  return bytes;
}

/** Blocks with their Reed–Solomon check bytes, interleaved; the last ones are a byte longer. */
function withChecks(data: readonly number[], version: number): number[] {
  const { bytes, blocks } = checks(version);
  const raw = rawBytes(version);
  const short = blocks - (raw % blocks);
  const length = Math.floor(raw / blocks) - bytes;
  const divisor = generator(bytes);
  let at = 0;
  const made = Array.from({ length: blocks }, (_, index) => {
    const part = data.slice(at, at + length + (index < short ? 0 : 1));
    at += part.length;
    return { part, check: remainder(part, divisor) };
  });
  const columns = (of: (block: (typeof made)[number]) => readonly number[]) =>
    Array.from({ length: length + bytes + 1 }, (_, index) =>
      made.flatMap((block) => of(block)[index] ?? []),
    ).flat();
  return [...columns(({ part }) => part), ...columns(({ check }) => check)];
}

/** In GF(2^8) modulo x^8+x^4+x^3+x^2+1. */
function multiplied(left: number, right: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((right >>> bit) & 1) * left;
  }
  return product;
}

function generator(degree: number): number[] {
  let coefficients = [...new Array(degree - 1).fill(0), 1];
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    const factor = root;
    coefficients = coefficients.map(
      (value, index) => multiplied(value, factor) ^ (coefficients[index + 1] ?? 0),
    );
    root = multiplied(root, 2);
  }
  return coefficients;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  let rest: number[] = new Array(divisor.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = divisor.map((value, index) => (rest[index + 1] ?? 0) ^ multiplied(value, factor));
  }
  return rest;
}

function put(grid: Grid, x: number, y: number, dark: boolean): void {
  const row = grid[y];
  if (row && x >= 0 && x < row.length) row[x] = dark;
}

function drawPatterns(grid: Grid, version: number): void {
  const size = grid.length;
  for (let index = 0; index < size; index += 1) {
    put(grid, 6, index, index % 2 === 0);
    put(grid, index, 6, index % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    square(grid, x, y, 4, (distance) => distance !== 2 && distance !== 4);
  }
  const places = alignments(version);
  const last = places.length - 1;
  for (const [row, y] of places.entries()) {
    for (const [column, x] of places.entries()) {
      const corner = row === 0 ? column === 0 || column === last : row === last && column === 0;
      if (!corner) square(grid, x, y, 2, (distance) => distance !== 1);
    }
  }
  drawFormat(grid);
  if (version >= 7) drawVersion(grid, version);
}

function square(
  grid: Grid,
  x: number,
  y: number,
  reach: number,
  isDark: (distance: number) => boolean,
): void {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      put(grid, x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

function alignments(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const rest = Array.from({ length: count - 1 }, (_, index) => version * 4 + 10 - index * step);
  return [6, ...rest.reverse()];
}

/** Level L is 01, mask 0 is 000; with its BCH code and mask (clause 7.9). */
const FORMAT = 0b111011111000100;

function drawFormat(grid: Grid): void {
  const size = grid.length;
  const bit = (index: number) => ((FORMAT >>> index) & 1) === 1;
  for (let index = 0; index < 15; index += 1) {
    const near = index < 6 ? index : index < 8 ? index + 1 : undefined;
    if (near !== undefined) put(grid, 8, near, bit(index));
    else put(grid, index === 8 ? 7 : 14 - index, 8, bit(index));
    if (index < 8) put(grid, size - 1 - index, 8, bit(index));
    else put(grid, 8, size - 15 + index, bit(index));
  }
  put(grid, 8, size - 8, true);
}

function drawVersion(grid: Grid, version: number): void {
  let rest = version;
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let index = 0; index < 18; index += 1) {
    const dark = ((bits >>> index) & 1) === 1;
    const far = grid.length - 11 + (index % 3);
    const near = Math.floor(index / 3);
    put(grid, far, near, dark);
    put(grid, near, far, dark);
  }
}

/** In a zigzag of two columns from the lower right corner; mask 0 inverts every other module. */
function drawData(grid: Grid, bytes: readonly number[]): void {
  const size = grid.length;
  let index = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y]?.[x] !== undefined) continue;
        const bit = ((bytes[index >>> 3] ?? 0) >>> (7 - (index & 7))) & 1;
        put(grid, x, y, (bit === 1) !== ((x + y) % 2 === 0));
        index += 1;
      }
    }
  }
}
