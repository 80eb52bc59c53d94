import type { LogSource } from '@/lib/verify/verify-log';
import { ApiProblem, callApi } from '../data/call-api';

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
      const { path } = await patiently<{ path: string[] }>(
        `/api/v1/audit/consistency?${query}`,
        signal,
      );
      return path;
    },
    async records(first, last, size) {
      const query = `merchant=${merchantId}&first=${first}&last=${last}&size=${size}`;
      return await patiently<Records>(`/api/v1/audit/records?${query}`, signal);
    },
  };
}

const TRIES = 5;

/** A long verification sends many requests: where it is told to wait, it waits. */
async function patiently<Answer>(path: `/api/${string}`, signal: AbortSignal): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await callApi<Answer>(path, { signal });
    } catch (error) {
      const seconds = error instanceof ApiProblem ? error.retryAfterSeconds : undefined;
      if (seconds === undefined || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}
