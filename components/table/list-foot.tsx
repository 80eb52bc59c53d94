import { Alert, Button } from '@mantine/core';
import { Reading } from '../data/reading';

interface ListFootProps {
  readonly pages: {
    readonly rows: readonly unknown[];
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly hasNextPage: boolean;
    readonly refetch: () => Promise<unknown>;
  };
  /** The title where they cannot be read. */
  readonly failed: string;
  /** What to say, and what to do, where there are none. */
  readonly none: string;
}

/** What stands below a list's rows: that more come, that this is all, or why there are none. */
export function ListFoot({ pages, failed, none }: ListFootProps) {
  const { rows, error, isFetching, hasNextPage, refetch } = pages;
  if (error) {
    return (
      <Alert color="red" title={failed} ta="left">
        {error instanceof Error ? error.message : 'The server did not answer.'}{' '}
        <Button variant="subtle" size="compact-sm" onClick={() => void refetch()}>
          Try again
        </Button>
      </Alert>
    );
  }
  if (isFetching || hasNextPage) return <Reading label="Reading more" />;
  return rows.length > 0 ? `All ${rows.length.toLocaleString('en')} are here.` : none;
}
