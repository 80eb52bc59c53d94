'use client';

import { Stack } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { SpanBar } from '../charts/span-bar';
import type { TimeSpan } from '../charts/time-span';
import { useSpan } from '../charts/use-span';
import { StaleNotice } from '../data/stale-notice';
import type { Page } from '../data/use-pages';
import { FilterBar } from '../filters/filter-bar';
import { addressWithFilter, filterFromAddress } from '../filters/filter-from-address';
import type { Filter } from '../filters/filter-text';
import type { PayloadAccess } from '../payloads/payload-access';
import { PageTitle } from '../shell/page-title';
import { ConflictChart } from './conflict-chart';
import { BARE_FIELD, CONFLICT_FIELDS } from './conflict-filters';
import { ConflictGroups } from './conflict-groups';
import { ConflictList } from './conflict-list';
import { ConflictPanel } from './conflict-panel';
import type { ListedConflict } from './listed-conflict';
import { NoteDeploy } from './note-deploy';
import { type ConflictsData, readConflicts } from './read-conflicts';
import { useOpenedConflict } from './use-opened-conflict';

const WHOLE = 'P7D';

interface ConflictsProps {
  readonly merchant: string | undefined;
  readonly mayNote: boolean;
  /** What this person may see of requests. */
  readonly access: PayloadAccess;
  /** What the server has read for the address as it was. */
  readonly first: {
    readonly span: TimeSpan;
    readonly filter: Filter;
    readonly data: ConflictsData;
    readonly page: Page<ListedConflict>;
  };
}

/** Keys that came with a different request: by cause, and one by one. */
export function Conflicts({ merchant, mayNote, access, first }: ConflictsProps) {
  const address = useSearchParams();
  const [span, setSpan] = useSpan(WHOLE);
  const [opened, open] = useOpenedConflict();
  const filter = useMemo(() => filterFromAddress(address, CONFLICT_FIELDS), [address]);
  const asked = JSON.stringify([span, filter]);
  const isFirst = asked === JSON.stringify([first.span, first.filter]);
  const { data, error, refetch } = useQuery({
    queryKey: ['conflicts', merchant, asked],
    queryFn: ({ signal }) => readConflicts(span, filter, merchant, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    ...(isFirst && { initialData: first.data }),
  });
  const setFilter = useCallback((next: Filter) => {
    const now = new URLSearchParams(location.search);
    history.pushState(null, '', addressWithFilter(now, next, CONFLICT_FIELDS));
  }, []);
  const onFilter = useCallback(
    (field: string, value: string | undefined) => {
      // As the address is then, not as it was: the list's cells stay when another part of it changes.
      const now = filterFromAddress(new URLSearchParams(location.search), CONFLICT_FIELDS);
      const { [field]: _, ...others } = now;
      setFilter(value === undefined ? others : { ...others, [field]: value });
    },
    [setFilter],
  );
  const onZoom = useCallback((from: string, to: string) => setSpan({ from, to }), [setSpan]);
  const { overTime, stepMs, groups, marks } = data ?? first.data;
  return (
    <>
      <PageTitle
        title="Conflicts"
        lead="The key of one request came back with a different one, and was refused."
      >
        <SpanBar span={span} whole={WHOLE} onChange={setSpan} />
      </PageTitle>
      <Stack gap="lg">
        <StaleNotice error={error} onRetry={() => void refetch()} />
        <FilterBar
          fields={CONFLICT_FIELDS}
          bareField={BARE_FIELD}
          filter={filter}
          onChange={setFilter}
        />
        <ConflictChart
          rows={overTime}
          stepMs={stepMs}
          marks={marks}
          onZoom={onZoom}
          action={mayNote && <NoteDeploy merchant={merchant} onNoted={() => void refetch()} />}
        />
        <ConflictGroups groups={groups} chosen={filter.group} onFilter={onFilter} />
        <ConflictList
          parameters={{ ...filter, from: groups.from, to: groups.to, merchant, limit: '100' }}
          first={isFirst ? first.page : undefined}
          onOpen={open}
          onFilter={onFilter}
        />
      </Stack>
      <ConflictPanel
        id={opened}
        merchant={merchant}
        access={access}
        groups={groups.data}
        onClose={() => open(undefined)}
      />
    </>
  );
}
