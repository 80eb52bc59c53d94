'use client';

import { Anchor, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import Link from 'next/link';
import type { ShownEvent, ShownKeyDetail } from '@/lib/history/answers';
import { Copy } from '../data/copy';
import { Facts } from '../data/facts';
import { type Page, usePages } from '../data/use-pages';
import { formatMoney } from '../money/format-money';
import type { PayloadAccess } from '../payloads/payload-access';
import { Payloads } from '../payloads/payloads';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import { Generations } from './generations';
import { keyAsMarkdown } from './key-as-markdown';
import { KeyState } from './key-state';
import { Timeline } from './timeline';
import { Verdict } from './verdict';

interface KeyStoryProps {
  readonly storyOf: ShownKeyDetail;
  readonly first: Page<ShownEvent>;
  readonly merchant: string | undefined;
  readonly payloads: PayloadAccess;
}

/** All that happened under one idempotency key. */
export function KeyStory({ storyOf: key, first, merchant, payloads }: KeyStoryProps) {
  const pages = usePages<ShownEvent>({
    path: `/keys/${key.id}/events`,
    parameters: { merchant, limit: '200' },
    first,
  });
  return (
    <Stack gap="lg">
      <div>
        <Anchor component={Link} href={withMerchant('/keys', merchant)} size="sm">
          <IconArrowLeft size={14} aria-hidden /> All keys
        </Anchor>
        <Group justify="space-between" align="flex-start" mt={4}>
          <Group gap="sm">
            <Title order={1} size="h2" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
              {key.idempotency_key}
            </Title>
            <KeyState state={key.state} />
          </Group>
          <Group gap="xs">
            <Copy text={key.idempotency_key} label="Copy the key" />
            <Copy text={key.id} label="Copy the id" />
            <Copy text={keyAsMarkdown(key, pages.rows)} label="Copy for a ticket" />
          </Group>
        </Group>
      </div>
      <Verdict storyOf={key} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <KeyFacts storyOf={key} />
        <Generations generations={key.generations} />
      </SimpleGrid>
      <Payloads keyId={key.id} merchant={merchant} access={payloads} />
      <section aria-labelledby="attempts">
        <Title order={2} size="h4" id="attempts" mb="sm">
          Every attempt
        </Title>
        <Timeline events={pages.rows} />
        {pages.hasNextPage && (
          <Button
            variant="default"
            mt="md"
            loading={pages.isFetching}
            onClick={() => void pages.fetchNextPage()}
          >
            Earlier attempts
          </Button>
        )}
      </section>
    </Stack>
  );
}

function KeyFacts({ storyOf: key }: Pick<KeyStoryProps, 'storyOf'>) {
  const { amount, currency } = key;
  return (
    <Card withBorder padding="lg">
      <Title order={2} size="h4" mb="md">
        What it is for
      </Title>
      <Facts
        facts={[
          ['Operation', key.operation ?? '–'],
          ['Amount', amount !== null && currency ? formatMoney(amount, currency) : '–'],
          ['Resource', key.resource_id ?? '–'],
          ['Customer', key.customer_reference ?? '–'],
          ['Order', key.order_reference ?? '–'],
          ['Provider', key.provider_reference ?? '–'],
          ['Card ends in', key.masked?.includes('last4') ? 'masked' : (key.last4 ?? '–')],
          ['First seen', <Timestamp key="first" value={key.first_seen} />],
          ['Last seen', <Timestamp key="last" value={key.last_seen} />],
          ['Expires', key.expires_at ? <Timestamp key="end" value={key.expires_at} /> : '–'],
          ['Policy version', key.policy_version ?? '–'],
          [
            'Fingerprint',
            <Text key="fingerprint" size="xs" ff="monospace">
              {key.fingerprint ?? '–'}
            </Text>,
          ],
        ]}
      />
    </Card>
  );
}
