import { expect, test } from 'vitest';
import { daysOf } from './days';
import { periodOf } from './period';

const now = new Date('2026-11-30T23:59:59.999Z');

test.each([
  [{}, '2026-11-01', '2026-12-01'],
  [{ from: '2026-10-01', to: '2026-11-01' }, '2026-10-01', '2026-11-01'],
  [{ from: '2026-10-01T08:00:00Z', to: '2026-11-01T00:00:00Z' }, '2026-10-01', '2026-11-01'],
  [{ from: '2026-02-30', to: 'yesterday' }, '2026-11-01', '2026-12-01'],
  [{ to: '2026-03-01' }, '2026-01-30', '2026-03-01'],
])('%j asks for %s to %s', (asked, from, to) => {
  expect(periodOf(asked, now)).toMatchObject({ from, to });
});

test('the sample is that of the address, within its limits', () => {
  expect(periodOf({ sample: '40', seed: 'mine' }, now)).toMatchObject({ sample: 40, seed: 'mine' });
  expect(periodOf({ sample: '999' }, now).sample).toBe(200);
  expect(periodOf({ sample: '-3' }, now)).toMatchObject({
    sample: 25,
    seed: '2026-11-01 to 2026-12-01',
  });
});

test('days go back from the last one, over ends of months, leap days and changes of clocks', () => {
  expect(daysOf('2024-02-28', '2024-03-02')).toEqual(['2024-03-01', '2024-02-29', '2024-02-28']);
  expect(daysOf('2026-10-24', '2026-10-26')).toEqual(['2026-10-25', '2026-10-24']);
  expect(daysOf('2026-10-24', '2026-10-24')).toEqual([]);
});
