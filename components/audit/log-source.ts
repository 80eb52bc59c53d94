import type { LogSource } from '@/lib/verify/verify-log';
import { callApi } from '../data/call-api';

interface Records {
  readonly records: readonly string[];
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** Proofs and records of a merchant's log, from our own API. */
export function logSource(merchantId: string, signal: AbortSignal): LogSource {
  return {
    async consistency(from, to) {
      const query = `merchant=${merchantId}&from=${from}&to=${to}`;
      const { path } = await callApi<{ path: string[] }>(`/api/v1/audit/consistency?${query}`, {
        signal,
      });
      return path;
    },
    async records(first, last, size) {
      const query = `merchant=${merchantId}&first=${first}&last=${last}&size=${size}`;
      return await callApi<Records>(`/api/v1/audit/records?${query}`, { signal });
    },
  };
}
