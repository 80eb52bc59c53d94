'use client';

import { Alert, Button, Group, Stack, Textarea } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { ApiProblem } from '../data/call-api';

export type FieldErrors = Readonly<Record<string, string>>;

interface ReasonFormProps {
  /** Fields above the reason; they get what the API said of each, by its pointer. */
  readonly children?: (errors: FieldErrors) => React.ReactNode;
  /** On the button: what will happen. */
  readonly action: string;
  readonly danger?: boolean;
  /** The form's fields, `reason` among them. What it throws is shown. */
  readonly onSubmit: (fields: FormData) => Promise<void>;
  readonly onCancel: () => void;
}

/** A change, which always has a reason: it is kept in the log with who made it. */
export function ReasonForm({ children, action, danger, onSubmit, onCancel }: ReasonFormProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const errors = failure instanceof ApiProblem ? failure.errors : {};
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    onSubmit(new FormData(event.currentTarget))
      .catch(setFailure)
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
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
        <div aria-live="assertive">
          {failure !== undefined && (
            <Alert color="red" icon={<IconAlertCircle aria-hidden />}>
              {failure instanceof Error ? failure.message : 'It did not work: try again.'}
            </Alert>
          )}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} {...(danger && { color: 'red' })}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
