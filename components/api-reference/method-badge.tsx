import styles from './method-badge.module.css';

const KINDS: Readonly<Record<string, string | undefined>> = {
  GET: styles.read,
  POST: styles.create,
  PUT: styles.replace,
};

export function MethodBadge({ method }: { readonly method: string }) {
  return <span className={`${styles.badge} ${KINDS[method] ?? ''}`}>{method}</span>;
}
