import fc from 'fast-check';
import type { JsonValue } from '@/lib/http/strict-json';

/** A number from 0 up to, and without, `count`. */
export type Choose = (count: number) => number;

/** Any JSON value that strict parsing takes: all of Unicode but NUL. */
export function jsonValues(): fc.Arbitrary<JsonValue> {
  return fc
    .jsonValue({ stringUnit: 'binary', maxDepth: 6 })
    .map((value): string => JSON.stringify(value))
    .filter((text) => !text.includes('\\u0000'))
    .map((text): JsonValue => JSON.parse(text));
}

/** Choices that a seed repeats (mulberry32). */
export function seededChoices(seed: number): Choose {
  let state = seed;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

/** The same JSON value in one of its many spellings: order, white space, escapes, numbers. */
export function spell(value: JsonValue, choose: Choose): string {
  const space = () => ['', '', ' ', '\n\t', '\r\n  '][choose(5)] ?? '';
  if (typeof value === 'number') return spellNumber(value, choose);
  if (typeof value === 'string') return spellString(value, choose);
  if (value === null || typeof value === 'boolean') return String(value);
  const items = Array.isArray(value)
    ? value.map((item) => spell(item, choose))
    : shuffled(Object.entries(value), choose).map(
        ([name, member]) =>
          `${spellString(name, choose)}${space()}:${space()}${spell(member, choose)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = items.map((item) => `${space()}${item}${space()}`).join(',');
  return `${open}${inner === '' ? space() : inner}${close}`;
}

function spellNumber(value: number, choose: Choose): string {
  if (value === 0) return ['0', '-0', '0.00', '0e7', '0E-400'][choose(5)] ?? '0';
  const exponential = value.toExponential();
  const [mantissa = '', power = ''] = exponential.split('e');
  const padded = `${mantissa}${mantissa.includes('.') ? '00' : '.0'}`;
  const spellings = [String(value), exponential, `${mantissa}E${power}`, `${padded}e${power}`];
  return spellings[choose(spellings.length)] ?? exponential;
}

function spellString(value: string, choose: Choose): string {
  let text = '';
  for (const character of value) {
    const plain = character >= ' ' && character !== '"' && character !== '\\';
    if (plain && choose(4) > 0) text += character;
    else if (choose(2) === 0) text += JSON.stringify(character).slice(1, -1);
    else text += escaped(character, choose);
  }
  return `"${text}"`;
}

function escaped(character: string, choose: Choose): string {
  let text = '';
  for (let index = 0; index < character.length; index += 1) {
    const digits = character.charCodeAt(index).toString(16).padStart(4, '0');
    text += `\\u${choose(2) === 0 ? digits : digits.toUpperCase()}`;
  }
  return text;
}

function shuffled<Item>(items: readonly Item[], choose: Choose): Item[] {
  const rest = [...items];
  const order: Item[] = [];
  while (rest.length > 0) order.push(...rest.splice(choose(rest.length), 1));
  return order;
}
