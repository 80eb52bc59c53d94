import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlightJson } from './highlight-json';

test('colouring loses and adds nothing, whatever the JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2);
      const joined = highlightJson(text)
        .map((token) => token.text)
        .join('');
      expect(joined).toBe(text);
    }),
  );
});

test('names, strings, numbers and words are told apart', () => {
  const kinds = highlightJson('{"a:": [1.5e3, "x\\"y", null]}')
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => [kind, text]);
  expect(kinds).toEqual([
    ['name', '"a:"'],
    ['number', '1.5e3'],
    ['string', '"x\\"y"'],
    ['word', 'null'],
  ]);
});
