'use client';

import { Button, Group } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconColumns } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useMemo, useState } from 'react';
import type { ShownKey } from '@/lib/history/answers';
import { ExportButton } from '../exporting/export-button';
import { FilterBar } from '../filters/filter-bar';
import { addressWithFilter } from '../filters/filter-from-address';
import type { Filter } from '../filters/filter-text';
import { type FilteredFirst, useFilteredPages } from '../filters/use-filtered-pages';
import { withMerchant } from '../shell/merchant';
import { DataTable } from '../table/data-table';
import { ListFoot } from '../table/list-foot';
import { KEY_COLUMNS } from './column-list';
import { ColumnMenu } from './column-menu';
import { keepColumns, type Visibility } from './kept-columns';
import { keyColumns } from './key-columns';
import { BARE_FIELD, KEY_FIELDS } from './key-filters';
import styles from './keys.module.css';
import { useOpenedKey } from './use-opened-key';

const KeyPanel = dynamic(() => import('./key-panel').then((file) => file.KeyPanel), { ssr: false });

const WIDTHS = Object.fromEntries(KEY_COLUMNS.map(({ id, width }) => [id, width]));
const keyOf = ({ id }: ShownKey) => id;

interface KeysBrowserProps {
  readonly merchant: string | undefined;
  readonly columns: Visibility;
  readonly mayExport: boolean;
  readonly first: FilteredFirst<ShownKey>;
}

/** The history of keys: a filter, all of it in the address, the rows that fit, and one beside them. */
export function KeysBrowser({ merchant, columns: chosen, mayExport, first }: KeysBrowserProps) {
  const [visibility, setVisibility] = useState(chosen);
  const { filter, setFilter, pages } = useFilteredPages({
    path: '/keys',
    fields: KEY_FIELDS,
    merchant,
    first,
  });
  const isFiltered = Object.keys(filter).length > 0;
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
          onReachEnd={pages.readMore}
          opened={opened}
          onOpen={open}
          foot={
            <ListFoot
              pages={pages}
              failed="These keys could not be read"
              none={
                isFiltered
                  ? 'No key fits this filter. Widen it, or clear it.'
                  : 'No key has been seen yet. The overview shows how to send a first payment.'
              }
            />
          }
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
