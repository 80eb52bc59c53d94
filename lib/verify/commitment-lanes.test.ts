import { expect, test } from 'vitest';
import { newSeed, seededRandom } from '@/lib/exports/testing/generated-log';
import { CommitmentLanes } from './commitment-lanes';
import { Fault } from './digest';
import { nodeDigest } from './node-digest';
import { commitmentsText, type Opened, unescapedText } from './record';

const seed = newSeed();
console.log(`lib/verify/commitment-lanes.test.ts: seed ${seed}`);
const random = seededRandom(seed);
const below = (limit: number) => Math.floor(random() * limit);
const textOf = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(32 + below(90)))
    .join('')
    .replaceAll(/["\\]/g, '.');

function openedLanes(): CommitmentLanes {
  const lanes = CommitmentLanes.open();
  if (lanes === undefined) throw new Error('this machine has no vectors');
  return lanes;
}

function openedColumns(count: number, longest: number): Opened {
  const columns: Record<string, unknown> = {};
  for (let index = 0; index < count; index += 1) {
    const name = `column_${String(index).padStart(3, '0')}`;
    columns[name] = [textOf(below(longest)), below(1e9), { a: textOf(9), b: [1, null] }][below(3)];
  }
  const salts = Array.from({ length: 32 * count }, () => below(16).toString(16)).join('');
  return { salts, columns };
}

test('made together, commitments are those that are made one by one', () => {
  const lanes = openedLanes();
  // More and more of them, so that the memory has to grow; none at all, too.
  for (const records of [1, 0, 3, 40, 90, 2]) {
    const all = Array.from({ length: records }, () => openedColumns(below(25), 400));
    const places = all.map((opened) => lanes.add(opened, unescapedText));
    const texts = lanes.takeTexts();
    expect(places.map((place) => texts[place])).toEqual(
      all.map((opened) => commitmentsText(nodeDigest, opened, unescapedText)),
    );
    expect(texts).toHaveLength(records);
  }
});

test('a record that is opened wrongly is refused and leaves the others as they are', () => {
  const lanes = openedLanes();
  const [before, after] = [openedColumns(5, 50), openedColumns(7, 50)];
  const first = lanes.add(before, unescapedText);
  const unordered = { salts: '0'.repeat(64), columns: { b: 1, a: 2 } };
  expect(() => lanes.add(unordered, unescapedText)).toThrow(Fault);
  expect(() => lanes.add({ ...after, salts: after.salts.slice(1) }, unescapedText)).toThrow(Fault);
  const last = lanes.add(after, unescapedText);
  const texts = lanes.takeTexts();
  expect([texts[first], texts[last]]).toEqual(
    [before, after].map((opened) => commitmentsText(nodeDigest, opened, unescapedText)),
  );
});
