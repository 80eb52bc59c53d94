'use client';

import { Anchor, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import Link from 'next/link';
import type { ShownEvent, ShownKeyDetail } from '@/lib/history/answers';
import { Facts } from '../data/facts';
import { type Page, usePages } from '../data/use-pages';
import { Lanes } from '../key-story/lanes';
import { Notes } from '../key-story/notes';
import { PaymentOfKey } from '../key-story/payment-of-key';
import { PolicyInForce } from '../key-story/policy-in-force';
import { PrintedBy } from '../key-story/printed-by';
import { ProofCheck } from '../key-story/proof-check';
import { Sources } from '../key-story/sources';
import { StoryActions } from '../key-story/story-actions';
import type { StoryExtras, StoryReader } from '../key-story/story-extras';
import { formatMoney } from '../money/format-money';
import type { PayloadAccess } from '../payloads/payload-access';
import { Payloads } from '../payloads/payloads';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import { Generations } from './generations';
import { KeyState } from './key-state';
import { Timeline } from './timeline';
import { Verdict } from './verdict';

interface KeyStoryProps {
  readonly storyOf: ShownKeyDetail;
  readonly first: Page<ShownEvent>;
  readonly extras: StoryExtras;
  readonly reader: StoryReader;
  readonly merchant: string | undefined;
  readonly payloads: PayloadAccess;
}

/** All that happened under one idempotency key. */
export function KeyStory(props: KeyStoryProps) {
  const { storyOf: key, first, extras, reader, merchant, payloads } = props;
  const pages = usePages<ShownEvent>({
    path: `/keys/${key.id}/events`,
    parameters: { merchant, limit: '100' },
    first,
  });
  const { policy, payment, refunds, notes } = extras;
  return (
    <Stack gap="lg">
      <div>
        <Anchor
          component={Link}
          href={withMerchant('/keys', merchant)}
          size="sm"
          className="no-print"
        >
          <IconArrowLeft size={14} aria-hidden /> All keys
        </Anchor>
        <Group justify="space-between" align="flex-start" mt={4}>
          <Group gap="sm">
            <Title order={1} size="h2" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
              {key.idempotency_key}
            </Title>
            <KeyState state={key.state} />
          </Group>
          <StoryActions storyOf={key} events={pages.rows} merchant={merchant} {...reader} />
        </Group>
      </div>
      <Verdict storyOf={key} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <KeyFacts storyOf={key} />
        {payment && <PaymentOfKey payment={payment} refunds={refunds} />}
        <PolicyInForce
          version={key.policy_version}
          policy={policy}
          fingerprint={key.fingerprint}
          merchant={merchant}
        />
        <Notes keyId={key.id} merchant={merchant} first={notes} mayWrite={reader.mayNote} />
      </SimpleGrid>
      <Payloads keyId={key.id} merchant={merchant} access={payloads} />
      <Generations generations={key.generations} />
      <section aria-labelledby="attempts">
        <Title order={2} size="h4" id="attempts" mb="sm">
          Every attempt
        </Title>
        <Lanes events={pages.rows} />
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
      <Sources storyOf={key} />
      <ProofCheck events={pages.rows} merchant={merchant} />
      <PrintedBy person={reader.email} />
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
          [
            'Resource',
            <Text key="resource" size="xs" ff="monospace">
              {key.resource_id ?? '–'}
            </Text>,
          ],
          ['Customer', key.customer_reference ?? '–'],
          ['Order', key.order_reference ?? '–'],
          ['Provider', key.provider_reference ?? '–'],
          ['Card ends in', key.masked?.includes('last4') ? 'masked' : (key.last4 ?? '–')],
          ['First seen', <Timestamp key="first" value={key.first_seen} />],
          ['Last seen', <Timestamp key="last" value={key.last_seen} />],
          ['Expires', key.expires_at ? <Timestamp key="end" value={key.expires_at} /> : '–'],
          ['Answers not delivered', key.undelivered.toLocaleString('en')],
          [
            'Id',
            <Text key="id" size="xs" ff="monospace">
              {key.id}
            </Text>,
          ],
        ]}
      />
    </Card>
  );
}
