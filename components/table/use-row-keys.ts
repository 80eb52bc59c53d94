import { useHotkeys } from '@mantine/hooks';
import { type RefObject, useRef } from 'react';

/** j and k, or the arrows from within: to the link of the next or the last row, drawn when needed. */
export function useRowKeys(
  frame: RefObject<HTMLElement | null>,
  count: number,
  scrollTo: (index: number) => void,
): void {
  const active = useRef(-1);
  const go = (step: number) => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-index]');
    const from = focused ? Number(focused.dataset.index) : active.current;
    const next = Math.min(count - 1, Math.max(0, from + step));
    if (count === 0) return;
    active.current = next;
    scrollTo(next);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        frame.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus(),
      ),
    );
  };
  useHotkeys([
    ['j', () => go(1)],
    ['k', () => go(-1)],
  ]);
}
