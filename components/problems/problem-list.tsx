import Link from 'next/link';
import { PROBLEMS } from '@/lib/http/contract';
import styles from './problems.module.css';

/** Every problem by status. */
export function ProblemList() {
  const problems = Object.entries(PROBLEMS).sort(([, a], [, b]) => a.status - b.status);
  return (
    <ul className={styles.list}>
      {problems.map(([slug, { status, title, meaning }]) => (
        <li key={slug} className={styles.item}>
          <span className={styles.status}>{status}</span>
          <div>
            <Link href={`/problems/${slug}`} prefetch={false} className={styles.link}>
              {title}
            </Link>
            <code className={styles.slug}>{slug}</code>
            <p className={styles.meaning}>{meaning}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
