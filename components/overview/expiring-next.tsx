'use client';

import { Anchor, Card, Group, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useMemo } from 'react';
import { ChartTable } from '../charts/chart-table';
import { TimeBars } from '../charts/lazy-charts';
import { withMerchant } from '../shell/merchant';
import styles from './overview.module.css';
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
    <Card withBorder padding="lg" component="section" aria-labelledby="expiring">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="expiring">
          Keys that expire next
        </Title>
        <Anchor component={Link} href={withMerchant('/expiring', merchant)} size="sm">
          The week, and what if
        </Anchor>
      </Group>
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
      <div
        className={styles.small}
        role="img"
        aria-label="Bars of keys that expire in each coming hour; the table below has the numbers"
      >
        <TimeBars rows={rows} series={SERIES} stepMs={HOUR_MS} height={200} />
      </div>
      <ChartTable label="Keys that expire next" rows={rows} series={SERIES} stepMs={HOUR_MS} />
    </Card>
  );
}
