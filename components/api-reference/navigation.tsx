'use client';

import { useEffect, useRef, useState } from 'react';
import { MethodBadge } from './method-badge';
import styles from './navigation.module.css';

export interface NavigationGroup {
  readonly id: string;
  readonly name: string;
  readonly links: readonly NavigationLink[];
}

interface NavigationLink {
  readonly id: string;
  readonly title: string;
  /** Of an operation. */
  readonly method?: string;
}

interface NavigationProps {
  readonly label: string;
  readonly groups: readonly NavigationGroup[];
}

/** What is on the page, by group; the part being read is marked. */
export function Navigation({ label, groups }: NavigationProps) {
  const ref = useRef<HTMLElement>(null);
  const current = usePartInView(groups);
  useEffect(() => {
    if (current === undefined) return;
    ref.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <nav ref={ref} aria-label={label} className={styles.nav}>
      {groups.map((group) => (
        <div key={group.id}>
          <a className={styles.group} href={`#${group.id}`} onClick={closeMenu}>
            {group.name}
          </a>
          <ul>
            {group.links.map(({ id, method, title }) => (
              <li key={id}>
                <a
                  href={`#${id}`}
                  aria-current={current === id ? 'location' : undefined}
                  onClick={closeMenu}
                >
                  <span>{title}</span>
                  {method && <MethodBadge method={method} />}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** Where the contents are a menu over the page, it is in the way of what was chosen. */
function closeMenu({ currentTarget }: React.MouseEvent): void {
  currentTarget.closest('details')?.removeAttribute('open');
}

/** Follows the reader's scrolling, which only the browser knows. */
function usePartInView(groups: readonly NavigationGroup[]): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const entered = entries.find((entry) => entry.isIntersecting);
        if (entered) setCurrent(entered.target.id);
      },
      // A line a third of the way down: what crosses it is being read.
      { rootMargin: '-33% 0px -66% 0px' },
    );
    for (const { id } of groups.flatMap(({ links }) => links)) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [groups]);
  return current;
}
