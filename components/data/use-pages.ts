import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { callApi } from './call-api';

/** What every list of the API answers with. */
export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
  readonly as_of: string;
}

interface PagesOptions<Row> {
  /** Below /api/v1. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** The first page, as the server has read it for these parameters. */
  readonly first: Page<Row> | undefined;
}

/** A list, page after page; rows keep their place, and none is lost or repeated. */
export function usePages<Row>({ path, parameters, first }: PagesOptions<Row>) {
  const query = queryOf(parameters);
  const pages = useInfiniteQuery({
    queryKey: [path, query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      return callApi<Page<Row>>(`/api/v1${path}?${query}${cursor}`, { signal });
    },
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    ...(first && { initialData: { pages: [first], pageParams: [null] } }),
  });
  const rows = useMemo(() => pages.data?.pages.flatMap(({ data }) => data) ?? [], [pages.data]);
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return { ...pages, rows, readMore };
}

function queryOf(parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(parameters).sort()) {
    const value = parameters[name];
    if (value !== undefined) query.set(name, value);
  }
  return query.toString();
}
