'use client';

import { Textarea } from '@mantine/core';
import { ApiProblem } from '../data/call-api';
import { ActionForm, describeThrown, type FieldErrors } from './action-form';
import { useSubmit } from './use-submit';

interface ReasonFormProps {
  /** Fields above the reason; they get what the API said of each. */
  readonly children?: (errors: FieldErrors) => React.ReactNode;
  readonly action: string;
  readonly danger?: boolean;
  /** The form's fields, `reason` among them. What it throws is shown. */
  readonly onSubmit: (fields: FormData) => Promise<void>;
  readonly onCancel: () => void;
}

/** A change, which always has a reason: it is kept in the log with who made it. */
export function ReasonForm({ children, onSubmit, ...form }: ReasonFormProps) {
  const { submit, busy, failure, again } = useSubmit(async (fields) => {
    await onSubmit(fields);
    again();
  });
  const errors = failure instanceof ApiProblem ? failure.errors : {};
  return (
    <ActionForm {...form} busy={busy} problem={describeThrown(failure)} onSubmit={submit}>
      {children?.(errors)}
      <Textarea
        name="reason"
        label="Reason"
        description="Kept in the audit log with your name"
        required
        maxLength={500}
        autosize
        minRows={2}
        error={errors['/reason']}
      />
    </ActionForm>
  );
}
