import type { Pool } from '@/lib/database/connection';
import { Problem } from '@/lib/http/problem';
import { countFailure, forgetFailures, readThrottles } from './store';
import { type Attempt, throttlesOf, WINDOW_SECONDS, waitSeconds } from './throttle';
import { Crowded, type Turns } from './turns';

/** What came of a guess. Only who is right has their failures forgotten: half of it proves nobody. */
export type Guess<Value> =
  | { readonly kind: 'wrong'; readonly reason?: string }
  | { readonly kind: 'half-right' }
  | { readonly kind: 'right'; readonly value: Value };

/**
 * Checks a password or a code, one at a time for each person and place; failures are counted. Throws
 * the problem `rate-limited` after too many, right or not; DatabaseError.
 */
export async function guardedGuess<Value>(
  { workPool, turns }: { readonly workPool: Pool; readonly turns: Turns },
  attempt: Attempt,
  check: () => Promise<Guess<Value>>,
): Promise<Guess<Value>> {
  const throttles = throttlesOf(attempt);
  const names = throttles.map(({ name }) => name);
  const [first = ''] = names;
  return await inTurn(turns, first, async () => {
    const seconds = waitSeconds(throttles, await readThrottles(workPool, names));
    if (seconds > 0) throw tooMany(seconds);
    const guess = await check();
    if (guess.kind === 'right') await forgetFailures(workPool, first);
    if (guess.kind === 'wrong') await countFailure(workPool, names, WINDOW_SECONDS);
    return guess;
  });
}

async function inTurn<Result>(
  turns: Turns,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await turns.take(name, work);
  } catch (error) {
    throw error instanceof Crowded ? tooMany(1) : error;
  }
}

function tooMany(seconds: number): Problem {
  return new Problem('rate-limited', 'Too many failed sign-ins; try again later.', {
    headers: { 'retry-after': String(seconds) },
  });
}
