import { ApiProblem } from '../data/call-api';

/** What went wrong, for whoever tried; of a lock-out, when it ends. */
export function describeFailure(failure: unknown): string {
  if (!(failure instanceof ApiProblem)) {
    return 'The server could not be reached. Check your connection and try again.';
  }
  const minutes = Math.ceil((failure.retryAfterSeconds ?? 0) / 60);
  if (failure.status === 429 && minutes > 0) {
    return `Too many failed sign-ins. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
  }
  return failure.errors['/token'] === undefined
    ? failure.message
    : 'This link was used already or is too old. Ask an administrator for another one.';
}
