import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';

interface PageProblemProps {
  readonly status: number;
  readonly detail: string;
}

/** Why there is nothing to see: no permission, or a failure. */
export function PageProblem({ status, detail }: PageProblemProps) {
  const forbidden = status === 403;
  return (
    <Alert
      role="status"
      color={forbidden ? 'gray' : 'red'}
      icon={forbidden ? <IconLock aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={forbidden ? 'Not for your role' : 'This could not be read'}
    >
      <Text size="sm">{detail}</Text>
    </Alert>
  );
}
