import { type SubmitEvent, useState } from 'react';

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
