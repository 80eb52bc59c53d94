import { Alert, Button, Loader } from '@mantine/core';

interface AccessFootProps {
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
export function AccessFoot({ pages, isFiltered }: AccessFootProps) {
  const { rows, error, isFetching, hasNextPage, refetch } = pages;
  if (error) {
    return (
      <Alert color="red" title="This could not be read" ta="left">
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
    ? 'Nothing fits this filter. Widen it, or clear it.'
    : 'Nobody has read or changed anything yet. Your own searches will be here within 2 s.';
}
