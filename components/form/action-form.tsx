import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { SubmitEvent } from 'react';

/** What the API said of each field, by its pointer. */
export type FieldErrors = Readonly<Record<string, string>>;

interface ActionFormProps {
  readonly children: React.ReactNode;
  /** On the button: what will happen. */
  readonly action: string;
  readonly danger?: boolean | undefined;
  readonly busy: boolean;
  /** Why it did not happen, where no field says so. */
  readonly problem: string | undefined;
  readonly onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  readonly onCancel: () => void;
}

/** Fields, why they were refused, and the way on or back. */
export function ActionForm(props: ActionFormProps) {
  const { children, action, danger, busy, problem, onSubmit, onCancel } = props;
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {children}
        <div aria-live="assertive">
          {problem !== undefined && (
            <Alert color="red" icon={<IconAlertCircle aria-hidden />}>
              {problem}
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

/** What was thrown, in a sentence; undefined where nothing was. */
export function describeThrown(failure: unknown): string | undefined {
  if (failure === undefined) return undefined;
  return failure instanceof Error ? failure.message : 'It did not work: try again.';
}
