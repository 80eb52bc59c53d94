import styles from './site.module.css';
import { SiteHeader } from './site-header';

interface ProsePageProps {
  readonly title: string;
  readonly lead?: string;
  readonly current?: '/docs' | '/problems';
  readonly children?: React.ReactNode;
}

/** A page of running text in one column. */
export function ProsePage({ title, lead, current, children }: ProsePageProps) {
  return (
    <>
      <SiteHeader {...(current && { current })} />
      <main id="main" className={styles.prose}>
        <h1>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
        {children}
      </main>
    </>
  );
}
