import { useQuery } from '@tanstack/react-query';
import type { ShownEvent, ShownKey } from '@/lib/history/answers';
import { ApiProblem, callApi } from '../data/call-api';
import { withMerchant } from '../shell/merchant';

const EVENTS = 50;
/** Somebody who goes through the list with j and k stays on few of its keys. */
const STALE_MS = 30_000;

/** A key and its newest events; what the list knows of it is there at once. */
export function useKeyInShort(id: string, merchant: string | undefined, row: ShownKey | undefined) {
  const path = `/api/v1/keys/${encodeURIComponent(id)}`;
  const read = <Answer>(address: string, signal: AbortSignal) =>
    callApi<Answer>(withMerchant(address, merchant) as `/api/${string}`, { signal });
  const key = useQuery({
    queryKey: [path, merchant, 'key'],
    queryFn: ({ signal }) => read<ShownKey>(path, signal),
    staleTime: STALE_MS,
    enabled: row === undefined,
  });
  const events = useQuery({
    queryKey: [path, merchant, 'events', EVENTS],
    queryFn: ({ signal }) => read<{ data: ShownEvent[] }>(`${path}/events?limit=${EVENTS}`, signal),
    staleTime: STALE_MS,
  });
  const error = key.error ?? events.error;
  return {
    known: row ?? key.data,
    events: events.data?.data,
    problem: error && {
      status: error instanceof ApiProblem ? error.status : 0,
      detail: error.message,
    },
  };
}
