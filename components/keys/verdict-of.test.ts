import { expect, test } from 'vitest';
import { verdictOf } from './verdict-of';

const KEY = { generation: 1, replays: 0, conflicts: 0, attempts: 1, undelivered: 0 };

test.each([
  [{}, 'once', 'Executed once.'],
  [{ replays: 1 }, 'once', 'Executed once; 1 replay answered from the store.'],
  [{ replays: 1200 }, 'once', 'Executed once; 1,200 replays answered from the store.'],
  [{ conflicts: 2 }, 'look', 'Executed once; 2 different requests refused.'],
  [{ undelivered: 1 }, 'once', 'Executed once; 1 answer not delivered.'],
  [
    { generation: 2, replays: 3 },
    'look',
    'Executed 2 times: the key was used again after it had expired; 3 replays answered from the store.',
  ],
  [{ generation: 0 }, 'never', 'Never executed.'],
] as const)('%j: %s, %s', (over, tone, text) => {
  expect(verdictOf({ ...KEY, ...over })).toEqual({ tone, text });
});
