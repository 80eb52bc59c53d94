import styles from './columns.module.css';

interface ColumnsProps {
  readonly children: React.ReactNode;
  /** What it looks like, beside the words where there is room. */
  readonly code?: React.ReactNode;
}

/** Words on one side, code on the other; one below the other where it is narrow. */
export function Columns({ children, code }: ColumnsProps) {
  return (
    <div className={styles.columns}>
      <div className={styles.text}>{children}</div>
      {code && <div className={styles.code}>{code}</div>}
    </div>
  );
}
