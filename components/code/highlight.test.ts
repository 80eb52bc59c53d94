import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlight, type Language } from './highlight';

function coloured(text: string, language: Language): [kind: string, text: string][] {
  return highlight(text, language)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => [kind, text]);
}

test.each<Language>(['json', 'sh', 'http', 'text'])(
  'colouring %s loses and adds nothing, whatever the text',
  (language) => {
    const texts = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
      fc.string(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const joined = highlight(text, language).map((token) => token.text);
        expect(joined.join('')).toBe(text);
      }),
    );
  },
);

test('in JSON, names, strings, numbers and words are told apart', () => {
  expect(coloured('{"a:": [1.5e3, "x\\"y", null]}', 'json')).toEqual([
    ['name', '"a:"'],
    ['number', '1.5e3'],
    ['string', '"x\\"y"'],
    ['word', 'null'],
  ]);
});

test('in a command, the options stand out, and the JSON that it sends', () => {
  expect(coloured('curl /a-b -H "A: 1" -d \'{ "n": 12 }\'', 'sh')).toEqual([
    ['word', 'curl'],
    ['word', '-H'],
    ['string', '"A: 1"'],
    ['word', '-d'],
    ['name', '"n"'],
    ['number', '12'],
  ]);
});

test('in an HTTP answer, the status and the names of headers stand out', () => {
  expect(coloured('HTTP/1.1 201 Created\nLocation: /a:b', 'http')).toEqual([
    ['word', 'HTTP/1.1 201 Created'],
    ['name', 'Location'],
  ]);
});
