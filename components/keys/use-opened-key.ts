import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

const NAME = 'open';

/**
 * The key that is shown beside the list stands in the address: Back closes it, and a link to it shows
 * the list with it. Going from one to the next leaves no trail to go back through.
 */
export function useOpenedKey() {
  const address = useSearchParams();
  const opened = address.get(NAME) ?? undefined;
  const open = useCallback(
    (id: string | undefined) => {
      const next = new URLSearchParams(address);
      if (id === undefined) next.delete(NAME);
      else next.set(NAME, id);
      const href = `?${next.toString()}`;
      if (opened === undefined) window.history.pushState(null, '', href);
      else window.history.replaceState(null, '', href);
    },
    [address, opened],
  );
  return { opened, open };
}
