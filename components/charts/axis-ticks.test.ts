import { expect, test } from 'vitest';
import { axisTicks } from './axis-ticks';

const steps = (count: number) => Array.from({ length: count }, (_, index) => `step ${index}`);
const tenLong = () => '11-30 10:1';
const indexes = (ticks: readonly string[]) => ticks.map((tick) => Number(tick.split(' ')[1]));

test.each([
  [24, 3000, 1],
  [24, 1000, 3],
  [96, 1000, 12],
  [96, 300, 37],
])('of %i steps on %i px every %ith is labelled, from the first on', (count, widthPx, every) => {
  const ticks = indexes(axisTicks(steps(count), tenLong, widthPx));
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks).toEqual(ticks.map((_, index) => index * every));
});

test('no label stands out to the right', () => {
  const labelled = (count: number) => indexes(axisTicks(steps(count), tenLong, 960));
  // The middle of the last of nine is 53 px from the edge, of ninety-nine 5 px.
  expect(labelled(9)).toContain(8);
  expect(labelled(99)).not.toContain(96);
});

test('what has no room for two has one, and no steps have none', () => {
  expect(axisTicks(steps(10), tenLong, 100)).toEqual(['step 0']);
  expect(axisTicks([], tenLong, 100)).toEqual([]);
});
