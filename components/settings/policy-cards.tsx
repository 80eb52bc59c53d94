'use client';

import { Badge, Button, Card, Group, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ShownPolicy } from '@/lib/policies/contract';
import { Facts } from '../data/facts';
import { Timestamp } from '../time/timestamp';
import { describeDuration } from './describe-duration';
import { PolicyForm } from './policy-form';

interface PolicyCardsProps {
  readonly policies: readonly ShownPolicy[];
  readonly mayChange: boolean;
  readonly merchant: string | undefined;
}

/** The policy in force for each operation. */
export function PolicyCards({ policies, mayChange, merchant }: PolicyCardsProps) {
  const [edited, setEdited] = useState<ShownPolicy>();
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
        {policies.map((policy) => (
          <PolicyCard
            key={policy.operation}
            policy={policy}
            onChange={mayChange ? () => setEdited(policy) : undefined}
          />
        ))}
      </SimpleGrid>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={`Policy for ${edited?.operation}`}
        size="lg"
      >
        {edited && (
          <PolicyForm policy={edited} merchant={merchant} onClose={() => setEdited(undefined)} />
        )}
      </Modal>
    </>
  );
}

interface PolicyCardProps {
  readonly policy: ShownPolicy;
  readonly onChange: (() => void) | undefined;
}

function PolicyCard({ policy, onChange }: PolicyCardProps) {
  return (
    <Card withBorder padding="lg">
      <Stack h="100%" gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4" tt="capitalize">
            {policy.operation}
          </Title>
          <Badge variant="light" color={policy.preset ? 'pine' : 'gray'}>
            {policy.preset ?? (policy.version === 0 ? 'default' : 'custom')}
          </Badge>
        </Group>
        <Facts
          facts={[
            ['Keys are kept', describeDuration(policy.retention)],
            ['Evidence after that', describeDuration(policy.evidence_retention)],
            ['A retry may change', policy.ignored_members.join(', ') || 'nothing'],
            ['More key headers', policy.key_headers.join(', ') || 'none'],
          ]}
        />
        <Text size="sm" c="dimmed" mt="auto">
          {policy.created_at ? (
            <>
              Version {policy.version}, {policy.created_by}, <Timestamp value={policy.created_at} />
              : “{policy.reason}”
            </>
          ) : (
            'The built-in default: nobody has changed it.'
          )}
        </Text>
        {onChange && (
          <Button variant="default" onClick={onChange}>
            Change
          </Button>
        )}
      </Stack>
    </Card>
  );
}
