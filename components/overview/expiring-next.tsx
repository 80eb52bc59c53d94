'use client';

import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import { useMemo } from 'react';
import { BarsCard } from '../charts/bars-card';
import { withMerchant } from '../shell/merchant';
import type { Expiry } from './traffic';

const SERIES = [{ name: 'keys', label: 'Keys', color: 'pine.6' }] as const;
const HOUR_MS = 3_600_000;

interface ExpiringNextProps {
  readonly expiry: Expiry;
  readonly merchant: string | undefined;
}

/** The keys of the coming day whose answers will no longer be replayed. */
export function ExpiringNext({ expiry, merchant }: ExpiringNextProps) {
  const rows = useMemo(
    () => expiry.data.map(({ at, keys }) => ({ at, values: { keys } })),
    [expiry],
  );
  const sum = expiry.data.reduce((all, { keys }) => all + keys, 0);
  return (
    <BarsCard
      id="expiring"
      title="Keys that expire next"
      about="Bars of keys that expire in each coming hour"
      rows={rows}
      series={SERIES}
      stepMs={HOUR_MS}
      height={200}
      action={
        <Anchor component={Link} href={withMerchant('/expiring', merchant)} size="sm">
          The week, and what if
        </Anchor>
      }
    >
      <Text size="sm" mb="sm">
        <Anchor
          component={Link}
          href={withMerchant('/keys?expiring_within=PT24H', merchant)}
          fw={600}
        >
          {sum.toLocaleString('en')}
        </Anchor>{' '}
        in the hours until this time tomorrow
      </Text>
    </BarsCard>
  );
}
