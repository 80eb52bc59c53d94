import { Card, Text, Title } from '@mantine/core';
import type { ShownKeyDetail } from '@/lib/history/answers';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';

/** Each execution under the key. */
export function Generations({ generations }: Pick<ShownKeyDetail, 'generations'>) {
  return (
    <Card withBorder padding="lg">
      <Title order={2} size="h4" mb="md">
        Generations
      </Title>
      <PlainTable
        label="Generations"
        rows={generations}
        keyOf={({ generation }) => String(generation)}
        empty="It was never executed."
        columns={[
          { name: '#', cell: ({ generation }) => generation },
          {
            name: 'Executed',
            cell: ({ executed_at: at }) => (at ? <Timestamp value={at} /> : '–'),
          },
          { name: 'Expires', cell: ({ expires_at: at }) => (at ? <Timestamp value={at} /> : '–') },
          {
            name: 'Resource',
            cell: ({ resource_id: id }) => (
              <Text size="xs" ff="monospace">
                {id ?? '–'}
              </Text>
            ),
          },
          { name: 'Attempts', cell: ({ attempts }) => attempts },
          { name: 'Replays', cell: ({ replays }) => replays },
          { name: 'Conflicts', cell: ({ conflicts }) => conflicts },
        ]}
      />
    </Card>
  );
}
