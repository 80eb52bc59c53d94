import { expect, test } from 'vitest';
import { Cursors } from './cursor';

const cursors = new Cursors('0123456789abcdef0123456789abcdef');

test('a cursor brings back its position, in its own list only', () => {
  const cursor = cursors.sign('list-a', 'position-1');
  expect(cursors.verify('list-a', cursor)).toBe('position-1');
  expect(() => cursors.verify('list-b', cursor)).toThrow('is not a cursor of this list');
  expect(() => new Cursors('another secret').verify('list-a', cursor)).toThrow();
});

test('a cursor with any one character altered, added or left out is refused', () => {
  const cursor = cursors.sign('list', '019a9d1b-5c3e-7c8a-9b3f-0d5e6a7b8c9d');
  for (let index = 0; index < cursor.length; index += 1) {
    const other = cursor[index] === 'A' ? 'B' : 'A';
    const altered = cursor.slice(0, index) + other + cursor.slice(index + 1);
    expect(() => cursors.verify('list', altered)).toThrow();
    expect(() => cursors.verify('list', cursor.slice(0, index))).toThrow();
  }
  for (const suffix of ['A', '=', ' ', '\n']) {
    expect(() => cursors.verify('list', cursor + suffix)).toThrow();
  }
});
