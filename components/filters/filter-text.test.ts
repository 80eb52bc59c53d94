import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFilter, parseFilterText } from './filter-text';

const FIELDS = [
  { name: 'key', label: 'Key' },
  { name: 'customer_reference', label: 'Customer' },
  { name: 'state', label: 'State', choices: ['completed', 'expired'] },
];
const parse = (text: string) => parseFilterText(text, FIELDS, 'key');

test.each([
  ['', {}],
  ['  ', {}],
  ['abc-1', { key: 'abc-1' }],
  ['state:expired', { state: 'expired' }],
  ['state:expired abc-1', { state: 'expired', key: 'abc-1' }],
  ['customer_reference:"cus 1" key:x', { customer_reference: 'cus 1', key: 'x' }],
  ['customer_reference:"say \\"hi\\""', { customer_reference: 'say "hi"' }],
  ['metadata[order]:7', { 'metadata[order]': '7' }],
  ['key:a:b', { key: 'a:b' }],
])('%j is understood', (text, filter) => {
  expect(parse(text)).toEqual({ ok: true, filter });
});

test.each([
  ['colour:red', 'There is no field “colour”.'],
  ['state:open', '“state” is one of completed, expired.'],
  ['a b', '“key” is there twice.'],
  ['key:"open', 'is a quote missing?'],
  ['key:', '“key:” needs a value.'],
])('%j is refused with what is wrong', (text, error) => {
  const parsed = parse(text);
  expect(parsed.ok ? '' : parsed.error).toContain(error);
});

test('whatever the values are, the text reads as the same filter again', () => {
  fc.assert(
    fc.property(
      fc.record(
        {
          key: fc.string({ minLength: 1 }),
          customer_reference: fc.string({ minLength: 1, unit: 'binary' }),
          state: fc.constantFrom('completed', 'expired'),
        },
        { requiredKeys: [] },
      ),
      (filter) => {
        expect(parse(formatFilter(filter))).toEqual({ ok: true, filter });
      },
    ),
  );
});
