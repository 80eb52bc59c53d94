'use client';

import { Anchor, Drawer, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ConflictGroups } from '@/lib/conflicts/answers';
import type { ShownEvent } from '@/lib/history/answers';
import { callApi } from '../data/call-api';
import { Facts } from '../data/facts';
import { Reading } from '../data/reading';
import { formatMoney } from '../money/format-money';
import type { PayloadAccess } from '../payloads/payload-access';
import { withMerchant } from '../shell/merchant';
import { Timestamp } from '../time/timestamp';
import { Difference } from './difference';
import { Pointers } from './pointers';

interface ConflictPanelProps {
  /** Of the conflict, `evt_…`; undefined while none is looked at. */
  readonly id: string | undefined;
  readonly merchant: string | undefined;
  readonly access: PayloadAccess;
  /** Which know their clients' names. */
  readonly groups: ConflictGroups['data'];
  readonly onClose: () => void;
}

/** One conflict beside the list: what it asked for, and what its key belongs to. */
export function ConflictPanel({ id, merchant, access, groups, onClose }: ConflictPanelProps) {
  const { data, error } = useQuery({
    queryKey: ['event', merchant, id],
    queryFn: ({ signal }) =>
      callApi<ShownEvent>(
        withMerchant(
          `/api/v1/events/${encodeURIComponent(id ?? '')}`,
          merchant,
        ) as `/api/${string}`,
        { signal },
      ),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="xl"
      title="A different request"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {error && (
        <Text role="status" c="red">
          {error.message}
        </Text>
      )}
      {!error && !data && <Reading label="Reading" />}
      {data && (
        <Stack gap="lg">
          <ConflictFacts conflict={data} merchant={merchant} groups={groups} />
          <Difference key={data.id} conflict={data} merchant={merchant} access={access} />
        </Stack>
      )}
    </Drawer>
  );
}

function ConflictFacts({
  conflict,
  merchant,
  groups,
}: { readonly conflict: ShownEvent } & Pick<ConflictPanelProps, 'merchant' | 'groups'>) {
  const { amount, currency, key_id: keyId, idempotency_key: key, client_id: client } = conflict;
  const named = groups.find((group) => group.client_id === client)?.client_name;
  return (
    <Facts
      facts={[
        [
          'Key',
          keyId === null ? (
            (key ?? '–')
          ) : (
            <Anchor key="key" component={Link} href={withMerchant(`/keys/${keyId}`, merchant)}>
              {key}
            </Anchor>
          ),
        ],
        ['Differs at', <Pointers key="pointers" pointers={conflict.changed_pointers} />],
        ['Asked for', amount !== null && currency ? formatMoney(amount, currency) : '–'],
        ['Customer', conflict.customer_reference ?? '–'],
        ['Client', [named, client].filter(Boolean).join(' · ') || '–'],
        ['Version', conflict.user_agent ?? '–'],
        ['Address', conflict.ip ?? '–'],
        ['When', <Timestamp key="when" value={conflict.occurred_at} />],
        ['Request', conflict.request_id ?? '–'],
        ['The key belongs to', conflict.first_request_id ?? '–'],
      ]}
    />
  );
}
