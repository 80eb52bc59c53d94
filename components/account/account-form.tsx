'use client';

import { useState } from 'react';
import { ApiProblem } from '../data/call-api';
import { ActionForm, describeThrown, type FieldErrors } from '../form/action-form';
import { useSubmit } from '../form/use-submit';

interface AccountFormProps {
  readonly children: (errors: FieldErrors) => React.ReactNode;
  readonly action: string;
  readonly danger?: boolean;
  readonly onSubmit: (fields: FormData) => Promise<void>;
  readonly onCancel: () => void;
}

/** A change of one's own account. */
export function AccountForm({ children, onSubmit, ...form }: AccountFormProps) {
  const [names, setNames] = useState<readonly string[]>([]);
  const { submit, busy, failure, again } = useSubmit(async (fields) => {
    setNames([...fields.keys()]);
    await onSubmit(fields);
    again();
  });
  const errors = failure instanceof ApiProblem ? failure.errors : {};
  const isTold = names.some((name) => errors[`/${name}`] !== undefined);
  const problem = isTold ? undefined : (errors[''] ?? describeThrown(failure));
  return (
    <ActionForm {...form} busy={busy} problem={problem} onSubmit={submit}>
      {children(errors)}
    </ActionForm>
  );
}
