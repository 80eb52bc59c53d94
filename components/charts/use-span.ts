import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { addressWithSpan, type Preset, spanFromAddress, type TimeSpan } from './time-span';

/** The span that the address holds, and how to change it; Back leads to the one before. */
export function useSpan(preset: Preset): readonly [TimeSpan, (span: TimeSpan) => void] {
  const address = useSearchParams();
  const span = useMemo(() => spanFromAddress(address, preset), [address, preset]);
  const setSpan = useCallback((next: TimeSpan) => {
    // Next follows it without asking the server for the page again: the data is asked for by itself.
    history.pushState(null, '', addressWithSpan(new URLSearchParams(location.search), next));
  }, []);
  return [span, setSpan];
}
