import { useEffect, useState } from 'react';
import { callApi } from '../data/call-api';
import { withMerchant } from '../shell/merchant';

export interface LatestPayment {
  readonly id: string;
  readonly created_at: string;
}

const POLL_MS = 2000;

/** The newest payment; while there is none, it is asked for as long as somebody looks. */
export function useLatestPayment(
  merchant: string | undefined,
  known: LatestPayment | null,
): LatestPayment | null {
  const [latest, setLatest] = useState(known);
  useEffect(() => {
    if (latest) return;
    const timer = setInterval(() => {
      if (document.hidden) return;
      const path = withMerchant('/api/v1/payments?limit=1', merchant) as `/api/${string}`;
      callApi<{ data: LatestPayment[] }>(path).then(
        ({ data }) => setLatest(data[0] ?? null),
        // The next one asks again.
        () => undefined,
      );
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [latest, merchant]);
  return latest;
}
