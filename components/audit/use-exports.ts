import { useInfiniteQuery } from '@tanstack/react-query';
import type { ShownExport } from '@/lib/exports/contract';
import { callApi } from '../data/call-api';
import type { Page } from '../data/use-pages';

const PROGRESS_MS = 1_000;
const PAGE_ROWS = '50';

/** The merchant's exports, the newest first; read again while one of them is under way. */
export function useExports(merchant: string | undefined, first: Page<ShownExport>) {
  const query = useInfiniteQuery({
    queryKey: ['/exports', merchant],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ limit: PAGE_ROWS });
      if (merchant !== undefined) asked.set('merchant', merchant);
      if (pageParam !== null) asked.set('cursor', pageParam);
      return callApi<Page<ShownExport>>(`/api/v1/exports?${asked}`, { signal });
    },
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [first], pageParams: [null] },
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(isUnderWay)) ? PROGRESS_MS : false,
  });
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = query;
  return {
    exports: data.pages.flatMap((page) => page.data),
    error,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    refresh: async () => {
      await refetch();
    },
  };
}

export function isUnderWay({ state }: ShownExport): boolean {
  return state === 'pending' || state === 'running';
}
