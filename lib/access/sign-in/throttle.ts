import { hash } from 'node:crypto';

/** Failures are counted from the first one on, for as long as this. */
export const WINDOW_SECONDS = 15 * 60;

/** Whose failures are counted together, and how many there may be. */
export interface Throttle {
  readonly name: string;
  readonly failuresMax: number;
}

export interface Attempt {
  readonly email: string;
  readonly ip: string;
  /** Of a browser that has signed in as this person before. */
  readonly deviceId: string | undefined;
}

/**
 * A browser that is known answers for its own failures only, so that nobody can lock a person out by
 * failing in their name. Unknown ones share limits: for this person from this address, for this
 * address whoever it tries, and for this person wherever it comes from.
 */
export function throttlesOf({ email, ip, deviceId }: Attempt): Throttle[] {
  if (deviceId !== undefined) return [throttle(['device', deviceId], 10)];
  return [
    throttle(['person at address', email, ip], 5),
    throttle(['address', ip], 50),
    throttle(['person', email], 100),
  ];
}

/** Names are stored hashed: the table tells nobody's address. */
function throttle(parts: readonly string[], failuresMax: number): Throttle {
  return { name: hash('sha256', JSON.stringify(parts), 'base64url'), failuresMax };
}

export interface Count {
  readonly name: string;
  readonly failures: number;
  readonly seconds_left: number;
}

/** Seconds until another attempt is taken; 0 where one is taken now. */
export function waitSeconds(throttles: readonly Throttle[], counts: readonly Count[]): number {
  const waits = throttles.map(({ name, failuresMax }) => {
    const count = counts.find((each) => each.name === name);
    return count && count.failures >= failuresMax ? count.seconds_left : 0;
  });
  return Math.max(0, ...waits.map(Math.ceil));
}
