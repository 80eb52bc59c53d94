'use client';

import { useCallback, useRef, useState } from 'react';
import { browserDigest } from '@/lib/verify/page/browser-digest';
import type { ReportLine } from '@/lib/verify/report';
import { verifyLog } from '@/lib/verify/verify-log';
import { ApiProblem, callApi } from '../data/call-api';
import { logSource } from './log-source';

export interface VerificationAsked {
  /** `mer_…` */
  readonly merchantId: string;
  /** A public key that came from elsewhere; empty: those that the server lists. */
  readonly key: string;
  /** A signed note that was kept; empty for none. */
  readonly earlier: string;
  /** Seqs, both included; `last` is cut to the checkpoint's size. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
}

export type Verification =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'failed'; readonly why: string }
  | {
      readonly state: 'done';
      readonly holds: boolean;
      readonly lines: readonly ReportLine[];
      readonly checkpoint: string;
      readonly at: string;
    };

interface Checkpoint {
  readonly note: string;
  readonly size: number;
}

/** A verification of the log that runs in this browser, one at a time. */
export function useVerification() {
  const [verification, setVerification] = useState<Verification>({ state: 'idle' });
  const running = useRef<AbortController>(undefined);
  const stop = useCallback(() => {
    running.current?.abort();
    setVerification({ state: 'idle' });
  }, []);
  const run = useCallback((asked: VerificationAsked) => {
    running.current?.abort();
    const stopping = new AbortController();
    running.current = stopping;
    const show = (shown: Verification) => {
      if (!stopping.signal.aborted) setVerification(shown);
    };
    verify(asked, stopping.signal, show).catch((error: unknown) =>
      show({ state: 'failed', why: whyOf(error) }),
    );
  }, []);
  return { verification, run, stop };
}

async function verify(
  { merchantId, key, earlier, range }: VerificationAsked,
  signal: AbortSignal,
  show: (verification: Verification) => void,
): Promise<void> {
  show({ state: 'running', done: 0, total: 0 });
  const query = `merchant=${merchantId}`;
  const [checkpoint, listed] = await Promise.all([
    callApi<Checkpoint>(`/api/v1/audit/checkpoint?${query}`, { signal }),
    callApi<{ data: { verifier_key: string }[] }>(`/api/v1/audit/public-keys?${query}`, { signal }),
  ]);
  const whole = range && { ...range, last: Math.min(range.last, checkpoint.size) };
  const total = whole ? whole.last - whole.first + 1 : 0;
  const report = await verifyLog({
    digest: browserDigest,
    source: logSource(merchantId, signal),
    merchant: merchantId,
    checkpoint: checkpoint.note,
    keys: key === '' ? listed.data.map((each) => each.verifier_key) : [key],
    ownKeys: key !== '',
    earlier: earlier === '' ? undefined : earlier,
    range: whole,
    onProgress: (done) => show({ state: 'running', done, total }),
    signal,
  });
  show({
    state: 'done',
    holds: report.holds,
    lines: report.lines,
    checkpoint: checkpoint.note,
    at: new Date().toISOString(),
  });
}

function whyOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  if (globalThis.crypto?.subtle === undefined) {
    return 'This browser checks signatures on https and localhost only: open the dashboard there, or verify an export offline.';
  }
  return `This browser could not check it: ${error instanceof Error ? error.message : String(error)}`;
}
