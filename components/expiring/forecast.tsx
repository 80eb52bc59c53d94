'use client';

import { Anchor, Card, Group, SegmentedControl, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useMemo } from 'react';
import { ChartTable } from '../charts/chart-table';
import styles from '../charts/charts.module.css';
import { TimeBars } from '../charts/lazy-charts';
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
    <Card withBorder padding="lg" component="section" aria-labelledby="forecast">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="forecast">
          What expires when
        </Title>
        <SegmentedControl
          aria-label="How far ahead"
          data={CHOICES}
          value={ahead}
          onChange={(value) => onAhead(value as Ahead)}
          size="sm"
        />
      </Group>
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
      <div
        className={styles.medium}
        role="img"
        aria-label="Bars of keys that expire in each coming hour; the table below has the numbers"
      >
        <TimeBars rows={rows} series={SERIES} stepMs={HOUR_MS} height={220} />
      </div>
      <ChartTable label="What expires when" rows={rows} series={SERIES} stepMs={HOUR_MS} />
    </Card>
  );
}
