'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from './call-api';

const RETRIES = 2;

/** What the pages have read; gone with the document, so that nobody finds it after sign-out. */
export function QueryProvider({ children }: { readonly children: React.ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: mayRetry, refetchOnWindowFocus: false } },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/** A refusal stays one; only what failed is asked again. */
function mayRetry(failures: number, error: unknown): boolean {
  return failures < RETRIES && !(error instanceof ApiProblem && error.status < 500);
}
