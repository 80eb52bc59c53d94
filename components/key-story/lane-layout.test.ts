import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutLanes } from './lane-layout';

const at = (ms: number) =>
  `${new Date(Date.UTC(2026, 10, 24) + ms).toISOString().slice(0, -1)}000Z`;
const attempt = (id: string, endMs: number, latencyMs: number | null = null) => ({
  id,
  outcome: 'executed',
  occurred_at: at(endMs),
  latency_ms: latencyMs,
});

test('what was in flight at once has lanes of its own, what came later does not', () => {
  const { bars, lanes } = layOutLanes([
    attempt('later', 900_000, 5),
    attempt('second', 80, 40),
    attempt('first', 100, 100),
  ]);
  expect(bars.map(({ id, lane }) => [id, lane])).toEqual([
    ['first', 0],
    ['second', 1],
    ['later', 0],
  ]);
  expect(lanes).toBe(2);
});

test('a long time without anything is a gap with its name; a time in flight is none', () => {
  const { gaps } = layOutLanes([attempt('a', 0, 10), attempt('b', 93_600_000, 10)]);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.label).toBe('1 d 1 h');
  const during = [attempt('long', 60_000, 60_000), attempt('in it', 30_000, 10)];
  expect(layOutLanes(during).gaps).toEqual([]);
});

test('one attempt, and none, have a place too', () => {
  expect(layOutLanes([])).toEqual({ bars: [], gaps: [], lanes: 0 });
  expect(layOutLanes([attempt('a', 0)]).bars).toMatchObject([{ begin: 0, end: 0, lane: 0 }]);
});

test('whatever the times: in order, within the line, and no two of a lane overlap', () => {
  const events = fc.array(
    fc.record({ end: fc.integer({ min: 0, max: 10 ** 9 }), latency: fc.option(fc.nat(50_000)) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(events, (made) => {
      const { bars, lanes } = layOutLanes(
        made.map(({ end, latency }, index) => attempt(`${index}`, end, latency)),
      );
      expect(bars).toHaveLength(made.length);
      for (const bar of bars) {
        expect(bar.begin).toBeGreaterThanOrEqual(0);
        expect(bar.end).toBeGreaterThanOrEqual(bar.begin);
        expect(bar.end).toBeLessThanOrEqual(1);
        expect(bar.lane).toBeLessThan(lanes);
        const [next] = bars.filter(
          (other) => other !== bar && other.lane === bar.lane && other.begin >= bar.begin,
        );
        if (next) expect(next.begin).toBeGreaterThanOrEqual(bar.end);
      }
    }),
  );
});
