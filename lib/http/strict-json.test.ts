import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidJsonError, type JsonValue, parseStrictJson } from './strict-json';
import { jsonValues, seededChoices, spell } from './testing/json-spelling';

const parse = (text: string): JsonValue => parseStrictJson(Buffer.from(text));

function refusal(bytes: string | Uint8Array): InvalidJsonError {
  try {
    parseStrictJson(Buffer.from(bytes));
  } catch (error) {
    if (error instanceof InvalidJsonError) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify(bytes)}`);
}

const refuses = (text: string) => {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
};

test('every spelling of a JSON value is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(jsonValues(), fc.integer(), (value, seed) => {
      const text = ` ${spell(value, seededChoices(seed))}\n`;
      expect(parse(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

const EDITS = [
  ...'{}[]",:\\/ \t\n0123456789-+.eEtrufalsn\u0000\u001f\ufeff\u2028é',
  '\\ud800',
  '"a"',
];

test('what JSON.parse refuses is refused, and what is accepted is read as JSON.parse reads it', () => {
  const edits = fc.array(
    fc.record({ at: fc.nat(), cut: fc.nat(2), put: fc.constantFrom('', ...EDITS) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  let refused = 0;
  fc.assert(
    fc.property(jsonValues(), fc.integer(), edits, (value, seed, changes) => {
      let text = spell(value, seededChoices(seed));
      for (const { at, cut, put } of changes) {
        const from = at % (text.length + 1);
        text = text.slice(0, from) + put + text.slice(from + cut);
      }
      text = Buffer.from(text).toString();
      if (refuses(text)) {
        refused += 1;
        expect(() => parse(text)).toThrow(InvalidJsonError);
        return;
      }
      let accepted: JsonValue;
      try {
        accepted = parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidJsonError);
        return;
      }
      expect(accepted).toEqual(JSON.parse(text));
    }),
    { numRuns: 5000 },
  );
  expect(refused).toBeGreaterThan(500);
});

test.each([
  '',
  ' \n',
  '{',
  '[1',
  '"a',
  '{"a"',
  '{"a":',
  '{"a":1',
  '[1,]',
  '{"a":1,}',
  '[,1]',
  '{,}',
  '{}{}',
  '[] 1',
  'NaN',
  'Infinity',
  '-Infinity',
  'undefined',
  'True',
  'nul',
  "'a'",
  "{'a':1}",
  '{a:1}',
  '{1:1}',
  '// c\n1',
  '/* c */1',
  '01',
  '-01',
  '+1',
  '.5',
  '1.',
  '1.e5',
  '1e',
  '1e+',
  '-',
  '--1',
  '0x10',
  '1_000',
  '1,5',
  '"\t"',
  '"\n"',
  '"\\x41"',
  '"\\u12"',
  '"\\u12g4"',
  '"\\u+123"',
  '"\\',
  '\u00a01',
  '\v1',
  '0.1+0.2',
])('B7: malformed %j is refused', (text) => {
  expect(refusal(text).offset).toBeLessThanOrEqual(text.length);
  expect(refuses(text)).toBe(true);
});

test.each([
  ['{"a":1,"a":2}', 7],
  ['{"a":1,"a":1}', 7],
  ['{"amount":1,"\\u0061mount":1000}', 12],
  ['{"\\u0061mount":1,"\\u0061\\u006dount":1}', 17],
  ['[{"x":{"deep":[{"k":null,"k":null}]}}]', 25],
  ['{"__proto__":1,"__proto__":2}', 15],
  ['{"":1,"":2}', 6],
  ['{"1":1,"\\u0031":2}', 7],
  ['{"😀":1,"\\ud83d\\ude00":2}', 8],
  ['{"a":null,"a":null}', 10],
  ['{"a":false,"a":false}', 11],
])('B8: repeated members in %s are refused, where the second stands', (text, offset) => {
  expect(refusal(text)).toMatchObject({ offset, message: expect.stringContaining('duplicate') });
});

test('B8: one member planted twice anywhere is refused, however it is spelled', () => {
  fc.assert(
    fc.property(jsonValues(), fc.string({ minLength: 1 }), fc.integer(), (value, name, seed) => {
      fc.pre(!name.includes('\0'));
      const choose = seededChoices(seed);
      const member = () => `${spell(name, choose)}:${spell(value, choose)}`;
      const others = ['"\u0001before":1', '"\\u0001after":2'].map((other) =>
        other.replace('\u0001', '~'),
      );
      const object = `{${[others[0], member(), others[1], member()].join(', ')}}`;
      const nested =
        [object, `[${object}]`, `{"outer":[1,{"inner":${object}}]}`][choose(3)] ?? object;
      fc.pre(!['~before', '~after'].includes(name));
      expect(refusal(nested).message).toContain('duplicate');
    }),
  );
});

test('the same name in sibling objects, or as a value, is no duplicate', () => {
  const text = '{"a":{"a":[{"a":1},{"a":1}]},"b":"a"}';
  expect(parse(text)).toEqual(JSON.parse(text));
});

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])(
  'B12: %s is a member like any other, and pollutes nothing',
  (name) => {
    const value = parse(`{"${name}":{"polluted":true},"metadata":{"${name}":"x"}}`);
    expect(Object.keys(value as object)).toEqual([name, 'metadata']);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(JSON.stringify(value)).toBe(`{"${name}":{"polluted":true},"metadata":{"${name}":"x"}}`);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  },
);

test.each([
  ['"\\u0000"', 1],
  ['"a\\u0000b"', 2],
  ['{"\\u0000":1}', 2],
  ['"\0"', 1],
  ['[1,\0]', 3],
])('B5: a NUL character in %j is refused', (text, offset) => {
  expect(refusal(text).offset).toBe(offset);
});

test.each([
  ['"\\ud800"', 1],
  ['"\\udc00"', 1],
  ['"\\udc00\\ud800"', 1],
  ['"\\ud800\\ud800"', 1],
  ['"ab\\ud83dx"', 3],
  ['"\\ud83d\\n"', 1],
  ['"\\ud83d\\u0041"', 1],
  ['{"\\uDEAD":1}', 2],
])('B6: a lone surrogate in %s is refused', (text, offset) => {
  expect(refusal(text).offset).toBe(offset);
});

test.each([
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ['UTF-16 with a mark', [0xff, 0xfe, 0x7b, 0, 0x7d, 0]],
  ['UTF-16 without one', [0x7b, 0, 0x7d, 0]],
  ['Latin-1', [0x22, 0xe9, 0x22]],
  ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
  ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['past U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
  ['a character cut short', [0x22, 0xe2, 0x82, 0x22]],
])('B6: %s is refused', (_name, bytes) => {
  refusal(Uint8Array.from(bytes));
});

test('B6: bytes that are not UTF-8 are never read as something else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
      fc.pre(!isUtf8(bytes));
      refusal(Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')]));
    }),
  );
});

test('nesting of 32 is read and 33 refused, in lists, objects and both', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(parse(nested(32))).toEqual(JSON.parse(nested(32)));
    expect(refusal(nested(33)).offset).toBe(32 * open.length);
    refusal(open.repeat(10_000));
  }
  const both = (depth: number) => `${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`;
  expect(parse(both(16))).toEqual(JSON.parse(both(16)));
  refusal(both(17));
  expect(parse(`[${'[[]],'.repeat(100)}1]`)).toHaveLength(101);
});

test('a refusal tells where and why, and never content', () => {
  fc.assert(
    fc.property(jsonValues(), fc.integer(), fc.nat(), (value, seed, at) => {
      const text = JSON.stringify({ a: value, secret: 'c4n4ry', 'm3mb3r-c4n4ry': 12345678 });
      const choose = seededChoices(seed);
      const broken = text.slice(0, at % text.length) + ['', '"', '\\', '\0', 'c4n4ry'][choose(5)];
      const { message, offset } = refusal(broken);
      expect(message).toMatch(/^[a-zA-Z-\\ 0-9":,{}[\]]+ at character \d+$/);
      expect(message).not.toMatch(/c4n4ry|12345678/);
      expect(message.endsWith(` ${offset}`)).toBe(true);
    }),
  );
});
