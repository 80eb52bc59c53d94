import { type SubmitEvent, useState } from 'react';
import { ApiProblem } from '../data/call-api';

interface Submission {
  readonly submit: (event: SubmitEvent<HTMLFormElement>) => void;
  readonly busy: boolean;
  /** What the last submission threw. */
  readonly failure: unknown;
  /** For what stays on the page: it can be sent again. */
  readonly again: () => void;
}

/** Sends a form's fields once at a time; it stays busy while the page changes. */
export function useSubmit(send: (fields: FormData) => Promise<void>): Submission {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(undefined);
    send(fields).catch((error: unknown) => {
      setFailure(error);
      setBusy(false);
    });
  };
  return { submit, busy, failure, again: () => setBusy(false) };
}

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
