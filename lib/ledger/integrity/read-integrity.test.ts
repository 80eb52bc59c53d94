import { expect, test } from 'vitest';
import { stateOf } from './read-integrity';

const nowMs = Date.parse('2026-11-30T10:00:00.000Z');
const ago = (seconds: number) => nowMs - 1000 * seconds;
const at = (seconds: number) => new Date(ago(seconds)).toISOString();

test.each([
  ['the lease holds and nothing waits', ago(-3), null, 'sealing', null],
  ['something waits, not for long', ago(-3), ago(59), 'sealing', null],
  ['something waits for more than a minute', ago(-3), ago(61), 'behind', at(61)],
  ['another instance may still take over', ago(9), ago(9), 'sealing', null],
  ['nobody has taken over', ago(11), ago(8), 'stopped', at(11)],
  ['nobody ever held the lease', null, null, 'stopped', null],
])('where %s', (_, leaseUntilMs, waitingSinceMs, state, since) => {
  expect(stateOf({ nowMs, leaseUntilMs, waitingSinceMs })).toEqual({ state, since });
});
