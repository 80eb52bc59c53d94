import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { type Page, usePages } from '../data/use-pages';
import { addressWithFilter, filterFromAddress } from './filter-from-address';
import type { Filter, FilterField } from './filter-text';

/** What the server has read for an address as it was. */
export interface FilteredFirst<Row> {
  readonly filter: Filter;
  readonly page: Page<Row>;
}

interface FilteredPagesOptions<Row> {
  /** Below /api/v1. */
  readonly path: string;
  readonly fields: readonly FilterField[];
  readonly merchant: string | undefined;
  readonly first: FilteredFirst<Row>;
}

const PAGE_ROWS = '100';

/** The filter of the address and the rows that fit it, page after page. */
export function useFilteredPages<Row>(options: FilteredPagesOptions<Row>) {
  const { path, fields, merchant, first } = options;
  const router = useRouter();
  const here = usePathname();
  const address = useSearchParams();
  const filter = useMemo(() => filterFromAddress(address, fields), [address, fields]);
  const isFirst = JSON.stringify(filter) === JSON.stringify(first.filter);
  const pages = usePages<Row>({
    path,
    parameters: { ...filter, merchant, limit: PAGE_ROWS },
    first: isFirst ? first.page : undefined,
  });
  const setFilter = useCallback(
    (next: Filter) => router.push(here + addressWithFilter(address, next, fields)),
    [router, here, address, fields],
  );
  return { address, filter, setFilter, pages };
}
