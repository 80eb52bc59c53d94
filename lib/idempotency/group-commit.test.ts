import { expect, test, vi } from 'vitest';
import { GroupCommit } from './group-commit';

/** A lane whose commits end when the test says so. */
function heldLane(options: { maxRows?: number; maxWaiting?: number; grouped?: boolean } = {}) {
  const batches: { rows: readonly string[]; end: (error?: Error) => void }[] = [];
  const lane = new GroupCommit<string, string>({
    commit: (rows) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) =>
          error ? reject(error) : resolve(rows.map((row) => `done ${row}`));
        batches.push({ rows, end });
      }),
    maxRows: options.maxRows ?? 64,
    maxInFlight: 2,
    maxWaiting: options.maxWaiting ?? 1000,
    onFull: () => new Error('full'),
    groupOf: options.grouped ? (row) => row.charAt(0) : undefined,
  });
  return { lane, batches };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Enough rows for a batch beside the one in flight. */
const many = (name: string) => Array.from({ length: 16 }, (_, index) => `${name}${index}`);

test('what arrives while two batches are in flight forms the next, in one commit', async () => {
  const { lane, batches } = heldLane();
  const rows = ['a', ...many('b'), 'c', 'd', 'e'];
  const answers = [lane.submit('a')];
  await turn();
  answers.push(...many('b').map((row) => lane.submit(row)));
  await turn();
  answers.push(lane.submit('c'), lane.submit('d'), lane.submit('e'));
  await turn();
  expect(batches.map((batch) => batch.rows)).toEqual([['a'], many('b')]);
  batches[0]?.end();
  batches[1]?.end();
  await turn();
  await turn();
  expect(batches.map((batch) => batch.rows)).toEqual([['a'], many('b'), ['c', 'd', 'e']]);
  batches[2]?.end();
  expect(await Promise.all(answers)).toEqual(rows.map((row) => `done ${row}`));
});

test('a few rows wait for the batch in flight and travel when it ends', async () => {
  const { lane, batches } = heldLane();
  void lane.submit('a');
  await turn();
  void lane.submit('b');
  await turn();
  expect(batches.map((batch) => batch.rows)).toEqual([['a']]);
  batches[0]?.end();
  await turn();
  await turn();
  expect(batches.map((batch) => batch.rows)).toEqual([['a'], ['b']]);
});

test('a batch that takes long holds nobody up: a few rows wait for it 5 ms at most', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { lane, batches } = heldLane();
    void lane.submit('a');
    await turn();
    void lane.submit('b');
    await turn();
    vi.advanceTimersByTime(4);
    expect(batches).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(batches.map((batch) => batch.rows)).toEqual([['a'], ['b']]);
  } finally {
    vi.useRealTimers();
  }
});

test('rows submitted in one turn of the event loop travel together, without a timer', async () => {
  const { lane, batches } = heldLane();
  for (const row of ['a', 'b', 'c']) void lane.submit(row);
  await turn();
  expect(batches.map((batch) => batch.rows)).toEqual([['a', 'b', 'c']]);
});

test('a failed commit fails its own rows only, and the lane goes on', async () => {
  const { lane, batches } = heldLane({ maxRows: 1 });
  const failing = lane.submit('a');
  const fine = lane.submit('b');
  await turn();
  batches[0]?.end(new Error('lost'));
  await expect(failing).rejects.toThrow('lost');
  await turn();
  batches[1]?.end();
  expect(await fine).toBe('done b');
  const later = lane.submit('c');
  await turn();
  batches[2]?.end();
  expect(await later).toBe('done c');
});

test('the queue is bounded: one row too many is refused at once', async () => {
  const { lane } = heldLane({ maxRows: 1, maxWaiting: 2 });
  void lane.submit('a');
  void lane.submit('b');
  await expect(lane.submit('c')).rejects.toThrow('full');
});

test('with groups, a batch holds one group and no row is lost or reordered within it', async () => {
  const { lane, batches } = heldLane({ grouped: true });
  const rows = ['x1', 'y1', 'x2', 'z1', 'y2', 'x3'];
  const answers = rows.map((row) => lane.submit(row));
  for (let index = 0; index < 3; index += 1) {
    await turn();
    batches[index]?.end();
    await turn();
  }
  expect(batches.map((batch) => batch.rows)).toEqual([['x1', 'x2', 'x3'], ['y1', 'y2'], ['z1']]);
  expect(await Promise.all(answers)).toEqual(rows.map((row) => `done ${row}`));
});
