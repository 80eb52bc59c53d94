import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

const NAME = 'conflict';

/** The conflict that the address has opened beside the list, and how to open another or none. */
export function useOpenedConflict() {
  const opened = useSearchParams().get(NAME) ?? undefined;
  const open = useCallback((id: string | undefined) => {
    history.pushState(null, '', addressOf(new URLSearchParams(location.search), id));
  }, []);
  return [opened, open] as const;
}

/** The page's address with a conflict opened, or none. */
export function addressOf(address: URLSearchParams, id: string | undefined): string {
  const next = new URLSearchParams(address);
  if (id === undefined) next.delete(NAME);
  else next.set(NAME, id);
  return `?${next}`;
}
