import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidJsonError, parseStrictJson } from './strict-json';

const read = (literal: string): unknown => parseStrictJson(Buffer.from(literal));

test.each([
  ['0', 0],
  ['-0', -0],
  ['-0.0e5', -0],
  ['0e999999999999', 0],
  ['0.1', 0.1],
  ['1.0', 1],
  ['1e2', 100],
  ['1E2', 100],
  ['1E+2', 100],
  ['12.50e1', 125],
  ['1.005', 1.005],
  ['-1999', -1999],
  ['999999999999', 999_999_999_999],
  ['9007199254740991', 2 ** 53 - 1],
  ['9007199254740992', 2 ** 53],
  ['0.30000000000000004', 0.1 + 0.2],
  ['1e21', 1e21],
  ['1000000000000000000000', 1e21],
  ['1.7976931348623157e308', Number.MAX_VALUE],
  ['5e-324', Number.MIN_VALUE],
  ['2.2250738585072014e-308', 2.2250738585072014e-308],
  [`1${'0'.repeat(1000)}e-1000`, 1],
  [`0.${'0'.repeat(1000)}1e1001`, 1],
])('B9: %s is read exactly', (literal, value) => {
  expect(read(literal)).toBe(value);
});

test.each([
  '9007199254740993',
  '-9007199254740993',
  '9007199254740993.0',
  '90071992547409930e-1',
  '1e400',
  '-1e400',
  '1e-400',
  '1e99999999999999999999',
  '1e-99999999999999999999',
  '123456789012345678',
  '0.1000000000000000055511151231257827',
  '0.30000000000000004441',
  '1180591620717411303424',
  '4e-324',
  '2e-324',
  '1.7976931348623159e308',
  '1.23456789e-320',
  '3.14159265358979323846',
])('B9: %s is refused: a double would change it', (literal) => {
  expect(() => read(literal)).toThrow(InvalidJsonError);
  expect(() => read(`{"amount":${literal}}`)).toThrow('a number that loses precision');
});

const digits = (maxLength: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength })
    .map((list) => list.join(''));

const literals = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits(22).map((text) => text.replace(/^0+(?=\d)/, '')),
    fraction: fc.option(digits(22), { nil: undefined }),
    power: fc.option(fc.integer({ min: -400, max: 400 }), { nil: undefined }),
  })
  .map(({ sign, whole, fraction, power }) =>
    [
      sign,
      whole,
      fraction === undefined ? '' : `.${fraction}`,
      power === undefined ? '' : `e${power}`,
    ].join(''),
  );

/** Digits and power of ten as whole numbers of any size: slow, and nothing like the code it tests. */
function rational(literal: string): { units: bigint; power: number } {
  const [mantissa = '', power = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { units: BigInt(whole + fraction), power: Number(power) - fraction.length };
}

function sameValue(one: string, other: string): boolean {
  const [a, b] = [rational(one), rational(other)];
  const lowest = Math.min(a.power, b.power);
  return a.units * 10n ** BigInt(a.power - lowest) === b.units * 10n ** BigInt(b.power - lowest);
}

test('a number is read exactly if its shortest double form has the same decimal value', () => {
  let refused = 0;
  fc.assert(
    fc.property(literals, (literal) => {
      const value: number = JSON.parse(literal);
      const exact = Number.isFinite(value) && sameValue(literal, String(value));
      if (exact) {
        expect(read(literal)).toBe(value);
      } else {
        refused += 1;
        expect(() => read(literal)).toThrow(InvalidJsonError);
      }
    }),
    { numRuns: 20_000 },
  );
  expect(refused).toBeGreaterThan(1000);
});

test('every double is read back from all its short and long exact forms', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      fc.pre(!Object.is(value, -0));
      expect(read(JSON.stringify(value))).toBe(value);
      expect(read(value.toExponential())).toBe(value);
      for (const literal of [value.toPrecision(17), value.toPrecision(21)]) {
        const exact = sameValue(literal, String(value));
        if (exact) expect(read(literal)).toBe(value);
        else expect(() => read(literal)).toThrow(InvalidJsonError);
      }
    }),
    { numRuns: 5000 },
  );
});

const MEGABYTES = 2_000_000;

test.each([
  ['a long whole number', `1${'0'.repeat(MEGABYTES)}`],
  ['a long fraction', `0.${'3'.repeat(MEGABYTES)}`],
  ['zeros on both sides', `0.${'0'.repeat(MEGABYTES)}1${'0'.repeat(MEGABYTES)}1`],
  ['a long exponent', `1e${'9'.repeat(MEGABYTES)}`],
  ['an unfinished number', `${'1'.repeat(MEGABYTES)}.`],
  ['many uneven numbers', `[${'1e-310,'.repeat(MEGABYTES / 7)}1e400]`],
  ['escapes', `"${'\\n'.repeat(MEGABYTES / 2)}`],
  ['backslashes', `"${'\\\\'.repeat(MEGABYTES / 2)}`],
  ['brackets', '['.repeat(MEGABYTES)],
  ['white space', ' '.repeat(MEGABYTES)],
  ['members', `{${Array.from({ length: MEGABYTES / 12 }, (_, n) => `"k${n}":1`).join()},"k0":1}`],
  [
    'numbered members',
    `{${Array.from({ length: MEGABYTES / 14 }, (_, n) => `"${n * 5003}":1`).join()},"0":1}`,
  ],
  [
    'long names',
    `{${Array.from({ length: 120 }, (_, n) => `"${'x'.repeat(16_400)}${1000 + n}":1`).join()},}`,
  ],
])('hostile: megabytes of %s are refused in linear time', (_name, text) => {
  const bytes = Buffer.from(text);
  const startMs = performance.now();
  expect(() => parseStrictJson(bytes)).toThrow(InvalidJsonError);
  // Linear takes a tenth of it on one slow core; quadratic takes minutes.
  expect(performance.now() - startMs).toBeLessThan(10_000);
});
