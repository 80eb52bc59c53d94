import { Alert, Button, Loader } from '@mantine/core';

interface ListFootProps {
  readonly pages: {
    readonly rows: readonly unknown[];
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly hasNextPage: boolean;
    readonly refetch: () => Promise<unknown>;
  };
}

/** What stands below the rows. */
export function ListFoot({ pages }: ListFootProps) {
  const { rows, error, isFetching, hasNextPage, refetch } = pages;
  if (error) {
    return (
      <Alert color="red" title="These conflicts could not be read" ta="left">
        {error instanceof Error ? error.message : 'The server did not answer.'}{' '}
        <Button variant="subtle" size="compact-sm" onClick={() => void refetch()}>
          Try again
        </Button>
      </Alert>
    );
  }
  if (isFetching || hasNextPage) return <Loader size="sm" type="dots" aria-label="Reading more" />;
  if (rows.length > 0) return `All ${rows.length.toLocaleString('en')} are here.`;
  return 'No conflict fits. Choose a longer span, or clear the filter.';
}
