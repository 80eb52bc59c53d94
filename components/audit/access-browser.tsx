'use client';

import { Button, Group } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import Link from 'next/link';
import { useMemo } from 'react';
import type { ShownEvent } from '@/lib/history/answers';
import { FilterBar } from '../filters/filter-bar';
import { type FilteredFirst, useFilteredPages } from '../filters/use-filtered-pages';
import { withMerchant } from '../shell/merchant';
import { DataTable } from '../table/data-table';
import { ListFoot } from '../table/list-foot';
import styles from './access.module.css';
import { ACCESS_COLUMNS, accessColumns } from './access-columns';
import { AccessDetail } from './access-detail';
import { ACCESS_BARE_FIELD, ACCESS_FIELDS } from './access-fields';

const WIDTHS = Object.fromEntries(ACCESS_COLUMNS.map(({ id, width }) => [id, width]));
const ALL = {};
const idOf = ({ id }: ShownEvent) => id;

interface AccessBrowserProps {
  readonly merchant: string | undefined;
  /** Whether this person may export. */
  readonly mayExport: boolean;
  readonly first: FilteredFirst<ShownEvent>;
}

/** Who read or changed what: a filter, all of it in the address, and the rows that fit. */
export function AccessBrowser({ merchant, mayExport, first }: AccessBrowserProps) {
  const { address, filter, setFilter, pages } = useFilteredPages({
    path: '/audit/access',
    fields: ACCESS_FIELDS,
    merchant,
    first,
  });
  const columns = useMemo(
    () => accessColumns(address, (field, value) => setFilter({ ...filter, [field]: value })),
    [address, filter, setFilter],
  );
  const isFiltered = Object.keys(filter).length > 0;
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
        onReachEnd={pages.readMore}
        foot={
          <ListFoot
            pages={pages}
            failed="This could not be read"
            none={
              isFiltered
                ? 'Nothing fits this filter. Widen it, or clear it.'
                : 'Nobody has read or changed anything yet. Your own searches will be here within 2 s.'
            }
          />
        }
      />
      <AccessDetail merchant={merchant} rows={pages.rows} />
    </div>
  );
}
