import { expect, test } from 'vitest';
import { Random } from './random.mjs';
import { castOf } from './simulation.mjs';

const scenarios = ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({
  name,
  weight: index * 10,
  play: () => Promise.resolve(),
}));

function cast(seed: number, actors: number): string[] {
  const names = castOf(scenarios, new Random(seed));
  return Array.from({ length: actors }, () => names.next().value.name);
}

test('the same seed plays the same scenarios in the same order, and another seed another', () => {
  expect(cast(1, 500)).toEqual(cast(1, 500));
  expect(cast(1, 500)).not.toEqual(cast(2, 500));
});

test('every scenario is played once first, and then as often as it weighs', () => {
  expect(cast(7, 5).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(cast(7, 105).filter((name) => name === 'e')).toHaveLength(41);
});

test('an actor chooses the same for the same seed, whatever the others did meanwhile', () => {
  const choices = (seed: number, others: number) => {
    const random = new Random(seed);
    for (let other = 0; other < others; other += 1) random.fork(`actor ${other}`).next();
    const own = random.fork('actor 7');
    return [own.hex(32), own.int(1, 1000), own.pick(['a', 'b', 'c']), own.shuffle([1, 2, 3, 4])];
  };
  expect(choices(1, 0)).toEqual(choices(1, 9));
  expect(choices(1, 0)).not.toEqual(choices(2, 0));
});
