import Link from 'next/link';
import { CodeBlock } from '@/components/code/code-block';
import { ProsePage } from '@/components/site/prose-page';
import { PROBLEMS, type ProblemSlug } from '@/lib/http/contract';
import styles from './problems.module.css';

interface ProblemPageProps {
  readonly slug: ProblemSlug;
  /** The problem as it looks on the wire. */
  readonly example: unknown;
}

/** What one problem means and what to do about it. */
export function ProblemPage({ slug, example }: ProblemPageProps) {
  const { status, title, meaning, remedy } = PROBLEMS[slug];
  return (
    <ProsePage title={title} current="/problems">
      <p className={styles.identity}>
        <span className={styles.status}>{status}</span>
        <code>{slug}</code>
      </p>
      <h2 className={styles.heading}>What it means</h2>
      <p>{meaning}</p>
      <h2 className={styles.heading}>What to do</h2>
      <p>{remedy}</p>
      <h2 className={styles.heading}>What it looks like</h2>
      <CodeBlock
        title={`Answer ${status}, application/problem+json`}
        text={JSON.stringify(example, null, 2)}
        language="json"
      />
      <p className={styles.all}>
        <Link href="/problems">All problems</Link>
      </p>
    </ProsePage>
  );
}
