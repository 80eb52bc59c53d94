'use client';

import { Alert, Button, Stack, Title } from '@mantine/core';
import type { ShownExport } from '@/lib/exports/contract';
import type { Page } from '../data/use-pages';
import { ExportForm } from './export-form';
import { ExportList } from './export-list';
import { useExports } from './use-exports';

interface ExportsProps {
  readonly merchant: string | undefined;
  readonly first: Page<ShownExport>;
}

/** Evidence to take away: what is asked for, how it goes on, and what there was. */
export function Exports({ merchant, first }: ExportsProps) {
  const { exports, error, hasNextPage, fetchNextPage, isFetchingNextPage, refresh } = useExports(
    merchant,
    first,
  );
  return (
    <Stack gap="xl">
      <section aria-label="Make an export">
        <Title order={2} size="h4" mb="sm">
          Make an export
        </Title>
        <ExportForm merchant={merchant} onMade={refresh} />
      </section>
      <section aria-label="Exports so far">
        <Title order={2} size="h4" mb="sm">
          Exports so far
        </Title>
        {error && (
          <Alert color="red" mb="sm" title="This is not the latest state">
            {error.message}
          </Alert>
        )}
        <ExportList merchant={merchant} exports={exports} onChanged={refresh} />
        {hasNextPage && (
          <Button
            variant="default"
            mt="md"
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            Show older ones
          </Button>
        )}
      </section>
    </Stack>
  );
}
