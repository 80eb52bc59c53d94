'use client';

import { Stack } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import type { ShownReuse, WhatIf as WhatIfAnswer } from '@/lib/conflicts/answers';
import { endsOf, type TimeSpan } from '../charts/time-span';
import { useSpan } from '../charts/use-span';
import { callApi } from '../data/call-api';
import { StaleNotice } from '../data/stale-notice';
import type { Page } from '../data/use-pages';
import type { Expiry } from '../overview/traffic';
import { aheadOf, choiceFromAddress, type ExpiringChoice } from './expiring-address';
import { Forecast } from './forecast';
import { Reuses } from './reuses';
import { WhatIf } from './what-if';

export interface ExpiringData {
  readonly expiry: Expiry;
  readonly whatIf: WhatIfAnswer;
}

interface ExpiringProps {
  readonly merchant: string | undefined;
  readonly retentionNow: string | undefined;
  /** What the server has read for the address as it was. */
  readonly first: {
    readonly choice: ExpiringChoice;
    readonly span: TimeSpan;
    readonly data: ExpiringData;
    readonly reuses: Page<ShownReuse>;
  };
}

/** What expires when, and what a longer retention would have changed. */
export function Expiring({ merchant, retentionNow, first }: ExpiringProps) {
  const address = useSearchParams();
  const choice = useMemo(() => choiceFromAddress(address), [address]);
  const [span, setSpan] = useSpan('P30D');
  const asked = JSON.stringify([choice, span]);
  const isFirst = asked === JSON.stringify([first.choice, first.span]);
  const { data, error, refetch } = useQuery({
    queryKey: ['expiring', merchant, asked],
    queryFn: ({ signal }) => readExpiring(choice, span, merchant, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    ...(isFirst && { initialData: first.data }),
  });
  const { expiry, whatIf } = data ?? first.data;
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(location.search);
    next.set(name, value);
    history.pushState(null, '', `?${next}`);
  };
  // Of the counts that are shown: the same rows, though time goes on.
  const { from, to, retention } = whatIf;
  return (
    <Stack gap="lg">
      <StaleNotice error={error} onRetry={() => void refetch()} />
      <Forecast
        expiry={expiry}
        ahead={choice.ahead}
        merchant={merchant}
        onAhead={(ahead) => choose('ahead', ahead)}
      />
      <WhatIf
        whatIf={whatIf}
        retentionNow={retentionNow}
        span={span}
        onSpan={setSpan}
        onRetention={(next) => choose('retention', next)}
      >
        <Reuses
          parameters={{ from, to, retention }}
          merchant={merchant}
          first={isFirst ? first.reuses : undefined}
        />
      </WhatIf>
    </Stack>
  );
}

async function readExpiring(
  choice: ExpiringChoice,
  span: TimeSpan,
  merchant: string | undefined,
  signal: AbortSignal,
): Promise<ExpiringData> {
  const nowMs = Date.now();
  const own: Record<string, string> = merchant === undefined ? {} : { merchant };
  const read = <Answer,>(path: string, parameters: Record<string, string>) =>
    callApi<Answer>(`/api/v1${path}?${new URLSearchParams({ ...parameters, ...own })}`, { signal });
  const { retention } = choice;
  const [expiry, whatIf] = await Promise.all([
    read<Expiry>('/stats/expiry', aheadOf(choice, nowMs)),
    read<WhatIfAnswer>('/stats/what-if', { ...endsOf(span, nowMs), retention }),
  ]);
  return { expiry, whatIf };
}
