'use client';

import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that could not be made: most likely the database is away. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title="This page could not be made">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          The database may be away or overloaded. What you see here is not the end of anything: try
          again.{error.digest && ` The log has it under ${error.digest}.`}
        </Text>
        <Button variant="default" onClick={reset}>
          Try again
        </Button>
      </Stack>
    </Alert>
  );
}
