'use client';

import { Button, Group } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import type { ShownEvent } from '@/lib/history/answers';
import { type Page, usePages } from '../data/use-pages';
import { FilterBar } from '../filters/filter-bar';
import { addressWithFilter, filterFromAddress } from '../filters/filter-from-address';
import type { Filter } from '../filters/filter-text';
import { withMerchant } from '../shell/merchant';
import { DataTable } from '../table/data-table';
import styles from './access.module.css';
import { ACCESS_COLUMNS, accessColumns } from './access-columns';
import { AccessDetail } from './access-detail';
import { ACCESS_BARE_FIELD, ACCESS_FIELDS } from './access-fields';
import { AccessFoot } from './access-foot';

const PAGE_ROWS = '100';
const WIDTHS = Object.fromEntries(ACCESS_COLUMNS.map(({ id, width }) => [id, width]));
const ALL = {};
const idOf = ({ id }: ShownEvent) => id;

interface AccessBrowserProps {
  readonly merchant: string | undefined;
  /** Whether this person may export. */
  readonly mayExport: boolean;
  /** What the server has read for the address as it was. */
  readonly first: { readonly filter: Filter; readonly page: Page<ShownEvent> };
}

/** Who read or changed what: a filter, all of it in the address, and the rows that fit. */
export function AccessBrowser({ merchant, mayExport, first }: AccessBrowserProps) {
  const router = useRouter();
  const path = usePathname();
  const address = useSearchParams();
  const filter = useMemo(() => filterFromAddress(address, ACCESS_FIELDS), [address]);
  const isFirst = JSON.stringify(filter) === JSON.stringify(first.filter);
  const pages = usePages<ShownEvent>({
    path: '/audit/access',
    parameters: { ...filter, merchant, limit: PAGE_ROWS },
    first: isFirst ? first.page : undefined,
  });
  const setFilter = useCallback(
    (next: Filter) => router.push(path + addressWithFilter(address, next, ACCESS_FIELDS)),
    [router, path, address],
  );
  const columns = useMemo(
    () => accessColumns(address, (field, value) => setFilter({ ...filter, [field]: value })),
    [address, filter, setFilter],
  );
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const onReachEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const exported = new URLSearchParams({ of: 'access', ...filter });
  return (
    <div className={styles.browser}>
      <Group align="flex-start" gap="sm">
        <div className={styles.filter}>
          <FilterBar
            fields={ACCESS_FIELDS}
            bareField={ACCESS_BARE_FIELD}
            placeholder="Somebody’s address or API key, or field:value …   ( / )"
            filter={filter}
            onChange={setFilter}
          />
        </div>
        {mayExport && (
          <Button
            component={Link}
            href={withMerchant(`/audit/exports?${exported}`, merchant)}
            variant="default"
            leftSection={<IconFileExport size={16} aria-hidden />}
          >
            Export these
          </Button>
        )}
      </Group>
      <DataTable
        label="Who looked at what"
        columns={columns}
        widths={WIDTHS}
        visibility={ALL}
        rows={pages.rows}
        keyOf={idOf}
        onReachEnd={onReachEnd}
        foot={<AccessFoot pages={pages} isFiltered={Object.keys(filter).length > 0} />}
      />
      <AccessDetail merchant={merchant} rows={pages.rows} />
    </div>
  );
}
