import { expect, test } from 'vitest';
import { KeyAnswers } from './key-answers.mjs';

const executed = {
  status: 201,
  sha256: 'a1',
  contentType: 'application/json',
  location: '/api/v1/payments/pay_1',
  expires: '2026-01-02T00:00:00Z',
  replayed: false,
};
const replayed = { ...executed, replayed: true };

/** What is wrong with these answers under one key, in all. */
function faults(answers: readonly (typeof executed | 'lost')[]): string[] {
  const key = new KeyAnswers();
  const found = answers.flatMap((answer) => {
    if (answer !== 'lost') return key.add(answer);
    key.lose();
    return [];
  });
  return [...found, ...key.end()];
}

test('one execution and its replays are as they should be', () => {
  expect(faults([executed, replayed, replayed])).toEqual([]);
  expect(faults([replayed, executed])).toEqual([]);
});

test('all may be replays where an answer was lost', () => {
  expect(faults(['lost', replayed])).toEqual([]);
  expect(faults([replayed])).toEqual(['replayed, and nobody was the first']);
});

test('a second execution is seen', () => {
  expect(faults([executed, executed])).toEqual(['executed 2 times']);
  expect(faults(['lost', executed, executed])).toEqual(['executed 2 times']);
});

test.each([
  ['status', { status: 200 }],
  ['sha256', { sha256: 'b2' }],
  ['contentType', { contentType: 'text/plain' }],
  ['location', { location: '/api/v1/payments/pay_2' }],
  ['expires', { expires: '2026-01-03T00:00:00Z' }],
])('a replay with another %s is seen', (member, change) => {
  expect(faults([executed, { ...replayed, ...change }]).join()).toContain(`other ${member}`);
});
