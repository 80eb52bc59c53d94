import { useHotkeys } from '@mantine/hooks';
import { type RefObject, useEffect, useRef } from 'react';

interface Rows {
  readonly keys: readonly string[];
  /** Draws a row, however far away it is. */
  readonly scrollTo: (index: number) => void;
  /** The row that is shown beside the list, if one is. */
  readonly opened: string | undefined;
  readonly onOpen: ((key: string) => void) | undefined;
}

/**
 * j and k: to the link of the next row, or, while one is shown beside the list, the next one is shown
 * instead. When that ends, its row has the focus.
 */
export function useRowKeys(frame: RefObject<HTMLElement | null>, rows: Rows): void {
  const { keys, scrollTo, opened, onOpen } = rows;
  const active = useRef(-1);
  const focus = (index: number) => {
    active.current = index;
    scrollTo(index);
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        frame.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus(),
      ),
    );
  };
  const go = (step: number) => {
    if (keys.length === 0) return;
    const focused = document.activeElement?.closest<HTMLElement>('[data-index]');
    const shown = opened === undefined ? -1 : keys.indexOf(opened);
    const from = shown >= 0 ? shown : focused ? Number(focused.dataset.index) : active.current;
    const next = Math.min(keys.length - 1, Math.max(0, from + step));
    const key = keys[next];
    if (opened === undefined || !onOpen || key === undefined) return focus(next);
    scrollTo(next);
    onOpen(key);
  };
  useHotkeys([
    ['j', () => go(1)],
    ['k', () => go(-1)],
  ]);
  const before = useRef(opened);
  useEffect(() => {
    const closed = opened === undefined ? before.current : undefined;
    before.current = opened;
    const index = closed === undefined ? -1 : keys.indexOf(closed);
    if (index >= 0) focus(index);
  });
}
