import { useState } from 'react';

const LIVE_MS = 5_000;

export interface Live {
  readonly paused: boolean;
  readonly toggle: () => void;
  /** For a query: how often it is asked again; it is not while nobody sees the page. */
  readonly intervalMs: number | false;
}

/** Whether a page follows what happens. `fixed`: it looks at times past, which do not change. */
export function useLive(fixed: boolean): Live {
  const [paused, setPaused] = useState(false);
  return {
    paused,
    toggle: () => setPaused((before) => !before),
    intervalMs: paused || fixed ? false : LIVE_MS,
  };
}
