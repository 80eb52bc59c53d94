'use client';

import { createContext, useCallback, useContext, useState } from 'react';
import { UTC, ZONE_COOKIE } from './zone';

interface ZoneChoice {
  readonly zone: string;
  /** From UTC to this machine's zone, or back. */
  readonly toggle: () => void;
}

const ZoneContext = createContext<ZoneChoice>({ zone: UTC, toggle: () => undefined });
const YEAR_SECONDS = 365 * 24 * 3600;

export function ZoneProvider({
  zone: initial,
  children,
}: {
  readonly zone: string;
  readonly children: React.ReactNode;
}) {
  const [zone, setZone] = useState(initial);
  const toggle = useCallback(() => {
    setZone((shown) => {
      const next = shown === UTC ? new Intl.DateTimeFormat().resolvedOptions().timeZone : UTC;
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
      document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(next)}; Max-Age=${YEAR_SECONDS}; Path=/; SameSite=Lax`;
      return next;
    });
  }, []);
  return <ZoneContext value={{ zone, toggle }}>{children}</ZoneContext>;
}

export function useZone(): ZoneChoice {
  return useContext(ZoneContext);
}
