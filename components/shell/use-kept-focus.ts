import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** After a change of page whoever used the keyboard stands at the new page's beginning. */
export function useKeptFocus(): void {
  const path = usePathname();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    // What had the focus may have gone with its page; what still has it keeps it.
    requestAnimationFrame(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      document.getElementById('main')?.focus({ preventScroll: true });
    });
  }, [path]);
}
