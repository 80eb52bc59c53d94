'use client';

import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { SpanBar } from '../charts/span-bar';
import { STEP_MS, type TimeSpan } from '../charts/time-span';
import { useSpan } from '../charts/use-span';
import { LiveSwitch } from '../data/live-switch';
import { StaleNotice } from '../data/stale-notice';
import { useLive } from '../data/use-live';
import { PageTitle } from '../shell/page-title';
import { Timestamp } from '../time/timestamp';
import { ExpiringNext } from './expiring-next';
import { LatencyChart } from './latency-chart';
import { outcomeHrefs } from './outcome-series';
import { OutcomesChart } from './outcomes-chart';
import { OverviewFigures } from './overview-figures';
import { type OverviewData, readOverview } from './read-overview';
import { StoreFacts } from './store-facts';

const WHOLE = 'PT24H';

interface OverviewProps {
  readonly merchant: string | undefined;
  /** What the server has read for the span that the address had. */
  readonly first: { readonly span: TimeSpan; readonly data: OverviewData };
  /** What is to be said before the numbers. */
  readonly children: React.ReactNode;
}

/** What happens at a merchant, and whether all is well. */
export function Overview({ merchant, first, children }: OverviewProps) {
  const [span, setSpan] = useSpan(WHOLE);
  const live = useLive('from' in span);
  const isFirst = JSON.stringify(span) === JSON.stringify(first.span);
  const { data, error, refetch } = useQuery({
    queryKey: ['overview', merchant, span],
    queryFn: ({ signal }) => readOverview(span, merchant, signal),
    refetchInterval: live.intervalMs,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    ...(isFirst && { initialData: first.data }),
  });
  const onZoom = useCallback((from: string, to: string) => setSpan({ from, to }), [setSpan]);
  const { traffic, expiry, store, latest, marks } = data ?? first.data;
  // Of what is shown, which is that of the span before while another is read.
  const stepMs = STEP_MS[traffic.step];
  const hrefs = outcomeHrefs(traffic, merchant);
  return (
    <>
      <PageTitle title="Overview">
        <Group gap="sm">
          <SpanBar span={span} whole={WHOLE} onChange={setSpan} />
          {'last' in span && <LiveSwitch {...live} />}
        </Group>
      </PageTitle>
      <Stack gap="lg">
        {children}
        <StaleNotice error={error} onRetry={() => void refetch()} />
        <OverviewFigures total={traffic.total} hrefs={hrefs} />
        <OutcomesChart
          traffic={traffic}
          stepMs={stepMs}
          hrefs={hrefs}
          marks={marks}
          onZoom={onZoom}
        />
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <LatencyChart traffic={traffic} stepMs={stepMs} onZoom={onZoom} />
          <ExpiringNext expiry={expiry} merchant={merchant} />
        </SimpleGrid>
        <StoreFacts store={store} merchant={merchant} />
        <Text size="sm" c="dimmed">
          {latest && (
            <>
              The newest payment is {latest.id}, taken <Timestamp value={latest.created_at} />.{' '}
            </>
          )}
          As of <Timestamp value={traffic.as_of} />, from the log, which is up to 2 s behind.
        </Text>
      </Stack>
    </>
  );
}
