'use client';

import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShownEvent, ShownPayloads } from '@/lib/history/answers';
import { callApi } from '../data/call-api';
import { Reading } from '../data/reading';
import { ReasonForm } from '../form/reason-form';
import type { PayloadAccess } from '../payloads/payload-access';
import { withMerchant } from '../shell/merchant';
import { comparedBodies } from './compared-bodies';
import { DifferenceTable } from './difference-table';

interface DifferenceProps {
  readonly conflict: ShownEvent;
  readonly merchant: string | undefined;
  readonly access: PayloadAccess;
}

/** What differs, value by value, for who may see payloads. */
export function Difference(props: DifferenceProps) {
  return (
    <section aria-labelledby="difference">
      <Title order={3} size="h5" id="difference" mb="xs">
        Side by side
      </Title>
      {props.conflict.source === 'observed' ? (
        <Text size="sm" c="dimmed">
          The service that refused it reported it: neither request was ever here.
        </Text>
      ) : (
        <BothRequests {...props} />
      )}
    </section>
  );
}

function BothRequests({ conflict, merchant, access }: DifferenceProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const queryKey = ['payloads', merchant, conflict.key_id];
  const path = (action: string) =>
    withMerchant(`/api/v1/keys/${conflict.key_id}/${action}`, merchant) as `/api/${string}`;
  const { data, error, isFetching } = useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi<ShownPayloads>(path('payloads'), { signal }),
    enabled: access === 'shown' && conflict.key_id !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const reveal = async (fields: FormData) => {
    const body = { reason: fields.get('reason') };
    const revealed = await callApi<ShownPayloads>(path('reveal'), { method: 'POST', body });
    client.setQueryData(queryKey, revealed);
    setAsking(false);
  };
  return (
    <>
      <Stack gap="sm" aria-live="polite">
        {error && <Text c="red">{error.message}</Text>}
        {isFetching && <Reading label="Reading" />}
        {data ? (
          <DifferenceTable bodies={comparedBodies(data.bodies, conflict)} />
        ) : (
          <Text size="sm" c="dimmed">
            {ABOUT[access]}
          </Text>
        )}
      </Stack>
      {!data && access === 'revealed' && !asking && (
        <Group mt="sm">
          <Button
            variant="default"
            leftSection={<IconLock size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            Reveal both requests
          </Button>
        </Group>
      )}
      {asking && <ReasonForm action="Reveal" onSubmit={reveal} onCancel={() => setAsking(false)} />}
    </>
  );
}

const ABOUT: Readonly<Record<PayloadAccess, string>> = {
  shown: 'Looking at requests is recorded with your name.',
  revealed: 'Masked for auditors. Give a reason to reveal them; it is recorded with your name.',
  hidden: 'Your role sees where requests differ, not what they say. An engineer or an auditor can.',
};
