import { Text, Title } from '@mantine/core';
import type { ShownPolicy } from '@/lib/policies/contract';
import { PlainTable } from '../table/plain-table';
import { Timestamp } from '../time/timestamp';
import { describeDuration } from './describe-duration';

interface PolicyHistoryProps {
  /** Of all operations, newest first. */
  readonly versions: readonly ShownPolicy[];
  readonly isComplete: boolean;
}

/** Every policy there has been: a key is judged by the version in force at its first execution. */
export function PolicyHistory({ versions, isComplete }: PolicyHistoryProps) {
  return (
    <section aria-labelledby="policy-history">
      <Title order={2} size="h4" id="policy-history" mt="xl" mb="sm">
        Every version
      </Title>
      <PlainTable
        label="Versions of policies"
        rows={versions}
        keyOf={({ operation, version }) => `${operation} ${version}`}
        empty="Nobody has changed a policy yet: the built-in defaults are in force."
        columns={[
          {
            name: 'In force since',
            cell: ({ created_at: at }) => (at === null ? '–' : <Timestamp value={at} />),
          },
          { name: 'Policy', cell: ({ operation, version }) => `${operation}, version ${version}` },
          { name: 'As published by', cell: ({ preset }) => preset ?? '–' },
          { name: 'Keys are kept', cell: ({ retention }) => describeDuration(retention) },
          {
            name: 'Evidence after that',
            cell: ({ evidence_retention: evidence }) => describeDuration(evidence),
          },
          {
            name: 'A retry may change',
            cell: ({ ignored_members: ignored }) => ignored.join(', ') || 'nothing',
          },
          {
            name: 'More key headers',
            cell: ({ key_headers: headers }) => headers.join(', ') || 'none',
          },
          { name: 'By', cell: ({ created_by: by }) => by ?? '–' },
          { name: 'Reason', cell: ({ reason }) => reason ?? '–' },
        ]}
      />
      {!isComplete && (
        <Text size="sm" c="dimmed" mt="xs">
          Older ones are in the API: GET /api/v1/policies/{'{operation}'}/history.
        </Text>
      )}
    </section>
  );
}
