'use client';

import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiProblem } from '../data/call-api';
import type { FieldErrors } from '../form/reason-form';
import { useSubmit } from '../sign-in/use-submit';

interface AccountFormProps {
  readonly children: (errors: FieldErrors) => React.ReactNode;
  readonly action: string;
  readonly danger?: boolean;
  readonly onSubmit: (fields: FormData) => Promise<void>;
  readonly onCancel: () => void;
}

/** A change of one's own account. */
export function AccountForm({ children, action, danger, onSubmit, onCancel }: AccountFormProps) {
  const [names, setNames] = useState<readonly string[]>([]);
  const { submit, busy, failure, again } = useSubmit(async (fields) => {
    setNames([...fields.keys()]);
    await onSubmit(fields);
    again();
  });
  const errors = failure instanceof ApiProblem ? failure.errors : {};
  const isTold = names.some((name) => errors[`/${name}`] !== undefined);
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {children(errors)}
        <div aria-live="assertive">
          {failure !== undefined && !isTold && (
            <Alert color="red" icon={<IconAlertCircle aria-hidden />}>
              {errors[''] ??
                (failure instanceof Error ? failure.message : 'It did not work: try again.')}
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
