'use client';

import { Anchor, Button, Card, Group, List, Modal, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ShownSampleCompany } from '@/lib/sample/contract';
import { callApi } from '../data/call-api';
import { addressWithFilter } from '../filters/filter-from-address';
import { ReasonForm } from '../form/reason-form';
import { readTicket } from '../palette/read-ticket';
import { withMerchant } from '../shell/merchant';
import { useZone } from '../time/zone-provider';

interface SampleCompanyProps {
  readonly sample: ShownSampleCompany;
  readonly mayRemove: boolean;
}

/** What to try on a sample company, and the way to be rid of it. */
export function SampleCompany({ sample, mayRemove }: SampleCompanyProps) {
  const router = useRouter();
  const [removing, setRemoving] = useState(false);
  const { merchant_id: merchant, tickets } = sample;
  const remove = async (fields: FormData) => {
    const path = `/api/v1/merchants/${merchant}/remove?merchant=${merchant}` as const;
    await callApi(path, { method: 'POST', body: { reason: fields.get('reason') } });
    router.push('/');
    router.refresh();
  };
  return (
    <Card component="section" withBorder padding="lg" mb="lg" aria-labelledby="sample-company">
      <Group justify="space-between" align="flex-start">
        <Title order={2} size="h4" id="sample-company">
          This company is made up
        </Title>
        {mayRemove && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => setRemoving(true)}>
            Remove it
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt={4} mb="sm">
        Three tickets to try. Open one, or paste its words into Find (Ctrl K or ⌘ K). Or go through{' '}
        <Anchor component={Link} href={withMerchant('/keys', merchant)} prefetch={false}>
          all its keys
        </Anchor>
        .
      </Text>
      <List size="sm" spacing="xs">
        {tickets.map(({ text, answer }) => (
          <List.Item key={text}>
            <TicketLink text={text} merchant={merchant} />
            <Text component="details" size="sm" mt={2}>
              <summary>What came of it</summary>
              {answer}
            </Text>
          </List.Item>
        ))}
      </List>
      <Modal opened={removing} onClose={() => setRemoving(false)} title="Remove the sample company">
        <ReasonForm action="Remove" danger onSubmit={remove} onCancel={() => setRemoving(false)}>
          {() => <Text size="sm">Its history goes, for good. Nothing else is touched.</Text>}
        </ReasonForm>
      </Modal>
    </Card>
  );
}

function TicketLink({ text, merchant }: { readonly text: string; readonly merchant: string }) {
  const { zone } = useZone();
  const filter = readTicket(text, new Date(), zone)?.filter ?? {};
  const query = addressWithFilter(new URLSearchParams(), filter, []);
  return (
    <Anchor
      component={Link}
      href={withMerchant(`/keys/compare${query}`, merchant)}
      prefetch={false}
    >
      “{text}”
    </Anchor>
  );
}
