import styles from './brand.module.css';

/** The mark and the name: two requests, one payment. */
export function Brand() {
  return (
    <span className={styles.brand}>
      <Mark className={styles.mark} />
      Onceover
    </span>
  );
}

export function Mark({ className }: { readonly className: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3 6.5h5.5c3 0 3 5.5 6 5.5H16M3 17.5h5.5c3 0 3-5.5 6-5.5" />
      <circle cx="19" cy="12" r="3" />
    </svg>
  );
}
