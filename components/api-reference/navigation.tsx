'use client';

import { useEffect, useState } from 'react';
import { MethodBadge } from './method-badge';
import styles from './navigation.module.css';

export interface NavigationGroup {
  readonly name: string;
  readonly operations: readonly {
    readonly id: string;
    readonly method: string;
    readonly summary: string;
  }[];
}

interface NavigationProps {
  readonly label: string;
  readonly groups: readonly NavigationGroup[];
}

/** The operations by group; the one being read is marked. */
export function Navigation({ label, groups }: NavigationProps) {
  const current = useOperationInView(groups);
  return (
    <nav aria-label={label} className={styles.nav}>
      {groups.map((group) => (
        <div key={group.name}>
          <a className={styles.group} href={`#${group.name}`}>
            {group.name}
          </a>
          <ul>
            {group.operations.map(({ id, method, summary }) => (
              <li key={id}>
                <a href={`#${id}`} aria-current={current === id ? 'location' : undefined}>
                  <MethodBadge method={method} />
                  <span>{summary}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** Follows the reader's scrolling, which only the browser knows. */
function useOperationInView(groups: readonly NavigationGroup[]): string | undefined {
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
    for (const { id } of groups.flatMap((group) => group.operations)) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [groups]);
  return current;
}
