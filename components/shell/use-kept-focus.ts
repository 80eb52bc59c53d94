import { useEffect } from 'react';

/** What closes gives the focus back after 10 ms. */
const LATER_MS = 50;

/**
 * Whoever uses the keyboard goes on from where they were, not from the beginning of the document: a
 * button that was disabled while it worked has the focus again; when what had it has done its work, or
 * goes away (a row, a page), the section around it has.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    /** What had the focus last and what was around it, from the inside out. */
    let held: readonly Element[] = [];
    let isDisabled = false;
    const hold = ({ target }: FocusEvent) => {
      held = withAncestors(target as Element);
      isDisabled = false;
    };
    const lose = ({ target }: FocusEvent) => {
      isDisabled = (target as Element).matches(':disabled');
    };
    const keep = () => {
      const [last] = held;
      if (document.activeElement !== document.body || !last) return;
      if (!last.isConnected || last.matches(':disabled:not([data-loading])')) {
        const around = held.find((each) => each.isConnected && isSection(each));
        focus(around ?? document.getElementById('main'));
      } else if (isDisabled && !last.matches(':disabled')) focus(last);
    };
    let timeout = 0;
    const observer = new MutationObserver(() => {
      window.clearTimeout(timeout);
      timeout = window.setTimeout(keep, LATER_MS);
    });
    document.addEventListener('focusin', hold);
    document.addEventListener('focusout', lose);
    const attributes = { attributes: true, attributeFilter: ['disabled', 'data-loading'] };
    observer.observe(document.body, { childList: true, subtree: true, ...attributes });
    return () => {
      document.removeEventListener('focusin', hold);
      document.removeEventListener('focusout', lose);
      observer.disconnect();
      window.clearTimeout(timeout);
    };
  }, []);
}

function withAncestors(element: Element): Element[] {
  const all: Element[] = [];
  for (let each: Element | null = element; each; each = each.parentElement) all.push(each);
  return all;
}

function isSection(element: Element): boolean {
  return element.matches('section, main');
}

function focus(element: Element | null): void {
  if (!(element instanceof HTMLElement)) return;
  if (isSection(element) && !element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
