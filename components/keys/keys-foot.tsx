import { Alert, Button, Loader } from '@mantine/core';

interface KeysFootProps {
  readonly pages: {
    readonly rows: readonly unknown[];
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly hasNextPage: boolean;
    readonly refetch: () => Promise<unknown>;
  };
  readonly isFiltered: boolean;
}

/** What stands below the rows. */
export function KeysFoot({ pages, isFiltered }: KeysFootProps) {
  const { rows, error, isFetching, hasNextPage, refetch } = pages;
  if (error) {
    return (
      <Alert color="red" title="These keys could not be read" ta="left">
        {error instanceof Error ? error.message : 'The server did not answer.'}{' '}
        <Button variant="subtle" size="compact-sm" onClick={() => void refetch()}>
          Try again
        </Button>
      </Alert>
    );
  }
  if (isFetching || hasNextPage) return <Loader size="sm" type="dots" aria-label="Reading more" />;
  if (rows.length > 0) return `All ${rows.length.toLocaleString('en')} are here.`;
  return isFiltered
    ? 'No key fits this filter. Widen it, or clear it.'
    : 'No key has been seen yet. The overview shows how to send a first payment.';
}
