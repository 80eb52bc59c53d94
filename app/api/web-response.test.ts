import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Pieces } from '@/lib/http/api-message';
import { webResponse } from './web-response';

let opened = 0;
let closed = 0;

/** All in one memory, as those of a file. */
async function* threePieces(): Pieces {
  opened += 1;
  const piece = Buffer.alloc(4);
  try {
    for (const letter of 'abc') yield piece.fill(letter);
    piece.fill('x');
  } finally {
    closed += 1;
  }
}

function answer(method: string): Response {
  const request = new Request('http://localhost/api/v1/exports/exp_1/download', { method });
  return webResponse(request, { status: 200, headers: {}, body: threePieces() });
}

test('pieces arrive as they were when they were given, though all are in one memory', async () => {
  [opened, closed] = [0, 0];
  expect(await answer('GET').text()).toBe('aaaabbbbcccc');
  expect([opened, closed]).toEqual([1, 1]);
});

test('HEAD opens nothing', async () => {
  [opened, closed] = [0, 0];
  const response = answer('HEAD');
  expect(response.body).toBeNull();
  await turn();
  await turn();
  expect([opened, closed]).toEqual([0, 0]);
});

test('a client that leaves ends the pieces', async () => {
  [opened, closed] = [0, 0];
  const reader = answer('GET').body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await vi.waitFor(() => expect([opened, closed]).toEqual([1, 1]));
});
