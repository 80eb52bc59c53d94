'use client';

import { Button, Group, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useState } from 'react';
import type { ShownKey } from '@/lib/history/answers';
import { type Page, usePages } from '../data/use-pages';
import { FilterBar } from '../filters/filter-bar';
import { addressWithFilter, filterFromAddress } from '../filters/filter-from-address';
import type { Filter } from '../filters/filter-text';
import { DataTable } from '../table/data-table';
import { HIDDEN_AT_FIRST, KEY_COLUMNS, keyColumns } from './key-columns';
import { BARE_FIELD, KEY_FIELDS } from './key-filters';
import styles from './keys.module.css';
import { KeysFoot } from './keys-foot';

const PAGE_ROWS = '100';
const WIDTHS = Object.fromEntries(KEY_COLUMNS.map(({ id, width }) => [id, width]));
const keyOf = ({ id }: ShownKey) => id;

interface KeysBrowserProps {
  readonly merchant: string | undefined;
  /** What the server has read for the address as it was. */
  readonly first: { readonly filter: Filter; readonly page: Page<ShownKey> };
}

/** The history of keys: a filter, all of it in the address, and the rows that fit. */
export function KeysBrowser({ merchant, first }: KeysBrowserProps) {
  const router = useRouter();
  const path = usePathname();
  const address = useSearchParams();
  const [visibility, setVisibility] = useState<Record<string, boolean>>(HIDDEN_AT_FIRST);
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
  const columns = useMemo(
    () => keyColumns(merchant, (field, value) => setFilter({ ...filter, [field]: value })),
    [merchant, filter, setFilter],
  );
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const onReachEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return (
    <div className={styles.browser}>
      <Group align="flex-start" gap="sm" wrap="nowrap">
        <div className={styles.filter}>
          <FilterBar
            fields={KEY_FIELDS}
            bareField={BARE_FIELD}
            filter={filter}
            onChange={setFilter}
          />
        </div>
        <ColumnMenu visibility={visibility} onChange={setVisibility} />
      </Group>
      <DataTable
        label="Idempotency keys"
        columns={columns}
        widths={WIDTHS}
        visibility={visibility}
        rows={pages.rows}
        keyOf={keyOf}
        onReachEnd={onReachEnd}
        foot={<KeysFoot pages={pages} isFiltered={Object.keys(filter).length > 0} />}
      />
    </div>
  );
}

interface ColumnMenuProps {
  readonly visibility: Readonly<Record<string, boolean>>;
  readonly onChange: (visibility: Record<string, boolean>) => void;
}

function ColumnMenu({ visibility, onChange }: ColumnMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KEY_COLUMNS.filter(({ id }) => id !== 'key').map(({ id, label }) => (
          <Menu.CheckboxItem
            key={id}
            checked={visibility[id] !== false}
            onChange={(shown) => onChange({ ...visibility, [id]: shown })}
          >
            {label}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
