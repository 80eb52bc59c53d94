import Link from 'next/link';
import styles from './site.module.css';

const LINKS = [
  { href: '/docs', label: 'API reference' },
  { href: '/problems', label: 'Problems' },
] as const;

/** The name and the ways on, at the top of every page. */
export function SiteHeader({ current }: { readonly current?: '/docs' | '/problems' }) {
  return (
    <header className={styles.header}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <div className={styles.bar}>
        {/* Another root layout, and perhaps sign-in: never fetched ahead. */}
        <a className={styles.brand} href="/">
          <Mark />
          Onceover
        </a>
        <nav aria-label="Site">
          <ul className={styles.links}>
            {LINKS.map(({ href, label }) => (
              <li key={href}>
                <Link href={href} aria-current={current === href ? 'page' : undefined}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  );
}

/** Two requests, one payment. */
function Mark() {
  return (
    <svg className={styles.mark} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3 6.5h5.5c3 0 3 5.5 6 5.5H16M3 17.5h5.5c3 0 3-5.5 6-5.5" />
      <circle cx="19" cy="12" r="3" />
    </svg>
  );
}
