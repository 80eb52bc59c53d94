'use client';

import { Anchor, SegmentedControl, Text } from '@mantine/core';
import Link from 'next/link';
import { useMemo } from 'react';
import { BarsCard } from '../charts/bars-card';
import type { Expiry } from '../overview/traffic';
import { withMerchant } from '../shell/merchant';
import { AHEAD, type Ahead } from './expiring-address';

const SERIES = [{ name: 'keys', label: 'Keys', color: 'pine.6' }] as const;
const HOUR_MS = 3_600_000;
const CHOICES = Object.entries(AHEAD).map(([value, { label }]) => ({ value, label }));

interface ForecastProps {
  readonly expiry: Expiry;
  readonly ahead: Ahead;
  readonly merchant: string | undefined;
  readonly onAhead: (ahead: Ahead) => void;
}

/** How many keys expire in each coming hour. */
export function Forecast({ expiry, ahead, merchant, onAhead }: ForecastProps) {
  const rows = useMemo(
    () => expiry.data.map(({ at, keys }) => ({ at, values: { keys } })),
    [expiry],
  );
  const sum = expiry.data.reduce((all, { keys }) => all + keys, 0);
  return (
    <BarsCard
      id="forecast"
      title="What expires when"
      about="Bars of keys that expire in each coming hour"
      rows={rows}
      series={SERIES}
      stepMs={HOUR_MS}
      height={220}
      action={
        <SegmentedControl
          aria-label="How far ahead"
          data={CHOICES}
          value={ahead}
          onChange={(value) => onAhead(value as Ahead)}
          size="sm"
        />
      }
    >
      <Text size="sm" mb="sm">
        <Anchor
          component={Link}
          href={withMerchant(`/keys?expiring_within=${ahead}`, merchant)}
          fw={600}
        >
          {sum.toLocaleString('en')} {sum === 1 ? 'key' : 'keys'}
        </Anchor>{' '}
        in the coming {AHEAD[ahead].label}, by the hour. From then on the same key is executed
        again.
      </Text>
    </BarsCard>
  );
}
