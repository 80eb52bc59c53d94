import { Alert, Button } from '@mantine/core';

interface StaleNoticeProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What is shown is older than it could be: the last reading failed. */
export function StaleNotice({ error, onRetry }: StaleNoticeProps) {
  if (!error) return null;
  return (
    <Alert color="yellow" role="status" title="These numbers are not being updated">
      {error instanceof Error ? error.message : 'The server did not answer.'}{' '}
      <Button variant="subtle" size="compact-sm" onClick={onRetry}>
        Try again
      </Button>
    </Alert>
  );
}
