import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { qrModules } from './qr-modules';

/** As made once, and read back by an independent decoder: jsQR read this, and every length from 1 to 400, back. */
const ONCEOVER = `
#######...#.#.#######
#.....#.....#.#.....#
#.###.#.#.#...#.###.#
#.###.#.....#.#.###.#
#.###.#..#.##.#.###.#
#.....#..###..#.....#
#######.#.#.#.#######
........#.#..........
###.#####.#.###...#..
.#...#...###.#..#.###
###.#####.##...##..##
####.#..##.###......#
.#.##.#.##.#..###..#.
........#.#...####.#.
#######.###.#..###.##
#.....#.#.....###..#.
#.###.#.###.#.###....
#.###.#..#.#.#..#..#.
#.###.#.#.##.######.#
#.....#.######..#..#.
#######.#.##.###...##`;

const drawn = (text: string) =>
  qrModules(text)
    .map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))
    .join('\n');

test('a code is what a phone reads', () => {
  expect(`\n${drawn('Onceover')}`).toBe(ONCEOVER);
});

test.each([
  [60, 33, '3dc706f2009fdc19'],
  [130, 41, '31934c371dd24203'],
  [250, 57, '03d30728177b8e7f'],
  [400, 69, '48b2f705d4e58b34'],
])('of %d bytes too, in all sizes', (length, modules, digest) => {
  const code = drawn('otpauth://totp/'.padEnd(length, 'x'));
  expect(code.split('\n')).toHaveLength(modules);
  expect(createHash('sha256').update(code).digest('hex')).toMatch(new RegExp(`^${digest}`));
});

test('what is too long is refused, not cut', () => {
  expect(() => qrModules('x'.repeat(600))).toThrow(RangeError);
});
