'use client';

import { Button, Group } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconColumns } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useState } from 'react';
import type { ShownKey } from '@/lib/history/answers';
import { type Page, usePages } from '../data/use-pages';
import { ExportButton } from '../exporting/export-button';
import { FilterBar } from '../filters/filter-bar';
import { addressWithFilter, filterFromAddress } from '../filters/filter-from-address';
import type { Filter } from '../filters/filter-text';
import { withMerchant } from '../shell/merchant';
import { DataTable } from '../table/data-table';
import { KEY_COLUMNS } from './column-list';
import { ColumnMenu } from './column-menu';
import { keepColumns, type Visibility } from './kept-columns';
import { keyColumns } from './key-columns';
import { BARE_FIELD, KEY_FIELDS } from './key-filters';
import styles from './keys.module.css';
import { KeysFoot } from './keys-foot';
import { useOpenedKey } from './use-opened-key';

const KeyPanel = dynamic(() => import('./key-panel').then((file) => file.KeyPanel), { ssr: false });

const PAGE_ROWS = '100';
const WIDTHS = Object.fromEntries(KEY_COLUMNS.map(({ id, width }) => [id, width]));
const keyOf = ({ id }: ShownKey) => id;

interface KeysBrowserProps {
  readonly merchant: string | undefined;
  readonly columns: Visibility;
  readonly mayExport: boolean;
  /** What the server has read for the address as it was. */
  readonly first: { readonly filter: Filter; readonly page: Page<ShownKey> };
}

/** The history of keys: a filter, all of it in the address, the rows that fit, and one beside them. */
export function KeysBrowser({ merchant, columns: chosen, mayExport, first }: KeysBrowserProps) {
  const [visibility, setVisibility] = useState(chosen);
  const { filter, setFilter, pages, onReachEnd } = useFilteredKeys(merchant, first);
  const { opened, open } = useOpenedKey();
  const columns = useMemo(
    () =>
      keyColumns(merchant, {
        onFilter: (field, value) => setFilter({ ...filter, [field]: value }),
        onOpen: open,
      }),
    [merchant, filter, setFilter, open],
  );
  useOpenWhole(opened, merchant);
  return (
    <div className={styles.browser}>
      <Group align="flex-start" gap="sm">
        <div className={styles.filter}>
          <FilterBar
            fields={KEY_FIELDS}
            bareField={BARE_FIELD}
            filter={filter}
            onChange={setFilter}
          />
        </div>
        <SideBySide filter={filter} merchant={merchant} />
        {mayExport && <ExportButton kind="keys" filter={filter} merchant={merchant} />}
        <ColumnMenu
          visibility={visibility}
          onChange={(next) => {
            setVisibility(next);
            keepColumns(next);
          }}
        />
      </Group>
      <div className={styles.split} data-beside={opened !== undefined || undefined}>
        <DataTable
          label="Idempotency keys"
          columns={columns}
          widths={WIDTHS}
          visibility={visibility}
          rows={pages.rows}
          keyOf={keyOf}
          onReachEnd={onReachEnd}
          opened={opened}
          onOpen={open}
          foot={<KeysFoot pages={pages} isFiltered={Object.keys(filter).length > 0} />}
        />
        {opened !== undefined && (
          <KeyPanel
            id={opened}
            row={pages.rows.find(({ id }) => id === opened)}
            merchant={merchant}
            onClose={() => open(undefined)}
          />
        )}
      </div>
    </div>
  );
}

/** The filter of the address and the keys that fit it, page after page. */
function useFilteredKeys(merchant: string | undefined, first: KeysBrowserProps['first']) {
  const router = useRouter();
  const path = usePathname();
  const address = useSearchParams();
  const filter = useMemo(() => filterFromAddress(address, KEY_FIELDS), [address]);
  const isFirst = JSON.stringify(filter) === JSON.stringify(first.filter);
  const pages = usePages<ShownKey>({
    path: '/keys',
    parameters: { ...filter, merchant, limit: PAGE_ROWS },
    first: isFirst ? first.page : undefined,
  });
  const setFilter = useCallback(
    (next: Filter) => router.push(path + addressWithFilter(address, next, KEY_FIELDS)),
    [router, path, address],
  );
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const onReachEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return { filter, setFilter, pages, onReachEnd };
}

/** o: the key that is shown beside, or whose row has the focus, on a page of its own. */
function useOpenWhole(opened: string | undefined, merchant: string | undefined): void {
  const router = useRouter();
  useHotkeys([
    [
      'o',
      () => {
        const focused = document.activeElement?.closest('[data-index] a')?.getAttribute('href');
        const href = opened ? withMerchant(`/keys/${opened}`, merchant) : focused;
        if (href) router.push(href);
      },
    ],
  ]);
}

function SideBySide({ filter, merchant }: Pick<KeysBrowserProps, 'merchant'> & { filter: Filter }) {
  if (Object.keys(filter).length === 0) return null;
  return (
    <Button
      component={Link}
      href={withMerchant(
        `/keys/compare${addressWithFilter(new URLSearchParams(), filter, [])}`,
        merchant,
      )}
      prefetch={false}
      variant="default"
      leftSection={<IconColumns size={16} aria-hidden />}
    >
      Side by side
    </Button>
  );
}
