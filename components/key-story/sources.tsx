import { Card, Text, Title } from '@mantine/core';
import type { ShownKeyDetail } from '@/lib/history/answers';
import { PlainTable } from '../table/plain-table';

/** Who sent attempts, from where and with what. */
export function Sources({ storyOf: key }: { readonly storyOf: ShownKeyDetail }) {
  const { sources, source_count: count } = key;
  return (
    <Card component="section" withBorder padding="lg" aria-labelledby="sources">
      <Title order={2} size="h4" mb="md" id="sources">
        Sources
      </Title>
      <PlainTable
        label="Who sent attempts"
        rows={sources.map((source, index) => ({ ...source, index }))}
        keyOf={({ index }) => String(index)}
        empty="No attempt has named one."
        columns={[
          { name: 'API key', cell: ({ client_id: client }) => client ?? '–' },
          { name: 'Address', cell: ({ ip }) => ip ?? '–' },
          { name: 'User agent', cell: ({ user_agent: agent }) => agent ?? '–' },
          { name: 'Attempts', cell: ({ attempts }) => attempts.toLocaleString('en') },
        ]}
      />
      {count > sources.length && (
        <Text size="sm" c="dimmed" mt="sm">
          The first {sources.length} of {count.toLocaleString('en')} different ones.
        </Text>
      )}
    </Card>
  );
}
